'use strict';

exports.IdempotencyModule = require('./module').IdempotencyModule;
const { IdempotencyContext, Idempotent } = require('./idempotent');

exports.IdempotencyContext = IdempotencyContext;
exports.Idempotent = Idempotent;
