'use strict';

const { CLIENTS } = require('./clients');
const { servePairs } = require('./serve-pairs');

servePairs(CLIENTS);
