'use strict';

const { addIdempotency } = require('./add-idempotency');

module.exports = { addIdempotency };
