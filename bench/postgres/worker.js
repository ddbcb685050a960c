'use strict';

const { servePairs } = require('../harness/pairs');
const { CLIENTS } = require('./clients');

const [name, url] = process.argv.slice(2);

servePairs(() => CLIENTS[name](url));
