'use strict';

const { openTelemetry } = require('./open-telemetry');
const { prometheus } = require('./prometheus');

module.exports = { openTelemetry, prometheus };
