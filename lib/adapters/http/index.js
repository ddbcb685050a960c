'use strict';

exports.idempotentListener = require('./listener').idempotentListener;
