'use strict';

// One statement per name: Node finds the named exports of an ES import by reading this text.
exports.SqliteStore = require('./sqlite-store').SqliteStore;
