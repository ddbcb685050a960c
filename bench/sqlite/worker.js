'use strict';

const { servePairs } = require('../harness/pairs');
const { CLIENTS } = require('./clients');

const [name, path, port] = process.argv.slice(2);

servePairs(() => CLIENTS[name]({ path, port: Number(port) }));
