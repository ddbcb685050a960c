'use strict';

const { honoServer } = require('./servers/hono');
const { describeFramework } = require('./suite');

describeFramework(honoServer);
