'use strict';

// One statement per name: Node finds the named exports of an ES import by reading this text.
exports.PostgresStore = require('./postgres-store').PostgresStore;
exports.postgresSchema = require('./schema').postgresSchema;
exports.fromDrizzle = require('./adapters').fromDrizzle;
exports.fromKnex = require('./adapters').fromKnex;
exports.fromKysely = require('./adapters').fromKysely;
exports.fromPrisma = require('./adapters').fromPrisma;
exports.fromTypeORM = require('./adapters').fromTypeORM;
