'use strict';

const { nestServer } = require('./servers/nest');
const { nestVersions } = require('./servers/nest-versions');
const { describeFramework } = require('./suite');

const versions = nestVersions();
const FASTIFY_4 = { compress: require('compress-fastify4'), cookie: require('cookie-fastify4') };
const FASTIFY_5 = {
  compress: require('@fastify/compress'),
  cookie: require('@fastify/cookie'),
};

describeFramework(nestServer('Nest 10', versions));
describeFramework(nestServer('Nest 10 on Fastify', versions, FASTIFY_4));
describeFramework(nestServer('Nest 11', versions));
describeFramework(nestServer('Nest 11 on Fastify', versions, FASTIFY_5));
describeFramework(nestServer('Nest 12', versions));
describeFramework(nestServer('Nest 12 on Fastify', versions, FASTIFY_5));
