'use strict';

const { CLIENTS } = require('./clients');
const { servePairs } = require('../store/serve-pairs');

servePairs(CLIENTS);
