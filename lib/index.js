'use strict';

/** @typedef {typeof import('../index')} Declared */

// One statement per name: Node finds the named exports of an ES import by reading this text. The declarations promise Node's own
// requests and responses, of which lib/ reads the members of the seam.
exports.idempotency = /** @type {Declared['idempotency']} */ (
  require('./adapters/express/middleware').idempotency
);
exports.idempotencyErrors = /** @type {Declared['idempotencyErrors']} */ (
  require('./adapters/express/error-handler').idempotencyErrors
);
exports.idempotentRoute = /** @type {Declared['idempotentRoute']} */ (
  require('./adapters/express/route').idempotentRoute
);
exports.asyncRoute = /** @type {Declared['asyncRoute']} */ (
  require('./adapters/express/route').asyncRoute
);
exports.IdempotencyHandler = require('./handler').IdempotencyHandler;
exports.createStore = require('./store/create-store').createStore;
exports.defineStore = require('./store/define-store').defineStore;
exports.MemoryStore = require('./store/memory-store').MemoryStore;
exports.RedisStore = require('./store/redis/redis-store').RedisStore;
exports.StoreError = require('./errors/store-error').StoreError;
exports.jsonSerializer = require('./result/json-serializer').jsonSerializer;
exports.IdempotencyError = require('./errors/idempotency-error').IdempotencyError;
exports.canonicalize = require('./fingerprint/canonical').canonicalize;
exports.fingerprint = require('./fingerprint/canonical').fingerprint;
exports.captureRawBody = require('./fingerprint/raw-body').captureRawBody;
exports.generateIdempotencyKey = require('./identity/generate-key').generateIdempotencyKey;
