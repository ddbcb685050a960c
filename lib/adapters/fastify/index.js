'use strict';

const { onceonly } = require('./plugin');

/** @type {any} */
const plugin = onceonly;

// What the package fastify-plugin would add: no scope of its own, a name, and the versions that it runs on.
plugin[Symbol.for('skip-override')] = true;
plugin[Symbol.for('fastify.display-name')] = 'onceonly';
plugin[Symbol.for('plugin-meta')] = { name: 'onceonly', fastify: '4.x || 5.x' };
plugin.default = plugin;
plugin.fastifyIdempotency = plugin;

module.exports = plugin;
