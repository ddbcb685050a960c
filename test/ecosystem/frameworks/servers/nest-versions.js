'use strict';

const { createRequire } = require('node:module');
const path = require('node:path');

const { loadNest12 } = require('./nest-12');
const { nestVersion } = require('./nest-app');

const of = (folder) => createRequire(path.join(__dirname, '..', '..', folder, 'package.json'));

/** The versions of Nest on their servers: a name, and what makes an app. */
function nestVersions() {
  const nest12 = loadNest12();
  return {
    'Nest 10': nestVersion(of('nest10'), 'express'),
    'Nest 10 on Fastify': nestVersion(of('nest10'), 'fastify'),
    'Nest 11': nestVersion(of('nest11'), 'express'),
    'Nest 11 on Fastify': nestVersion(of('nest11'), 'fastify'),
    'Nest 12': nestVersion(nest12, 'express'),
    'Nest 12 on Fastify': nestVersion(nest12, 'fastify'),
  };
}

module.exports = { nestVersions };
