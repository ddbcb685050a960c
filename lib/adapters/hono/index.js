'use strict';

exports.idempotency = require('./middleware').idempotency;
