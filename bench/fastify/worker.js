'use strict';

const { charge } = require('../express/charge');
const { serveLanes } = require('../in-process/serve-lanes');
const { VARIANTS } = require('./variants');

const [name, redisPort] = process.argv.slice(2);

serveLanes((headers) => VARIANTS[name].app({ charge, redisPort: Number(redisPort), headers }));
