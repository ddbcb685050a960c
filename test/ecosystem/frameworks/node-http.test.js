'use strict';

const http = require('node:http');
const http2 = require('node:http2');

const { nodeServer } = require('./servers/node-http');
const { describeFramework } = require('./suite');

describeFramework(nodeServer('node:http', http));
describeFramework(nodeServer('node:http2', http2));
