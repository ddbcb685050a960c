'use strict';

const { fastifyServer } = require('./servers/fastify');
const { describeFramework } = require('./suite');

const VERSION_4 = {
  compress: require('compress-fastify4'),
  cookie: require('cookie-fastify4'),
  cors: require('cors-fastify4'),
};
const VERSION_5 = {
  compress: require('@fastify/compress'),
  cookie: require('@fastify/cookie'),
  cors: require('@fastify/cors'),
};

describeFramework(fastifyServer('Fastify 4', require('fastify4'), VERSION_4));
describeFramework(fastifyServer('Fastify 5', require('fastify'), VERSION_5));
describeFramework(
  fastifyServer('Fastify 5 on HTTP/2', require('fastify'), VERSION_5, { http2: true }),
);
