'use strict';

const { encrypted } = require('./encrypted');

module.exports = { encrypted };
