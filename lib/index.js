'use strict';

// One line per name: Node finds the named exports of an ES import by reading this text.
exports.idempotency = require('./middleware').idempotency;
exports.idempotencyErrors = require('./error-middleware').idempotencyErrors;
exports.idempotentRoute = require('./routes').idempotentRoute;
exports.asyncRoute = require('./routes').asyncRoute;
exports.IdempotencyHandler = require('./handler').IdempotencyHandler;
exports.createStore = require('./store/create-store').createStore;
exports.defineStore = require('./store/define-store').defineStore;
exports.MemoryStore = require('./store/memory-store').MemoryStore;
exports.RedisStore = require('./store/redis-store').RedisStore;
exports.StoreError = require('./store/store-error').StoreError;
exports.jsonSerializer = require('./json-serializer').jsonSerializer;
exports.IdempotencyError = require('./errors').IdempotencyError;
exports.canonicalize = require('./canonical').canonicalize;
exports.fingerprint = require('./canonical').fingerprint;
exports.captureRawBody = require('./raw-body').captureRawBody;
exports.generateIdempotencyKey = require('./generate-key').generateIdempotencyKey;
