'use strict';

const express = require('express');
const { charge } = require('../express/charge');
const { VARIANTS } = require('../express/variants');
const { variantsOf } = require('../express/variants/onceonly');
const { serveLanes } = require('./serve-lanes');

const [name, redisPort, before] = process.argv.slice(2);

function variant() {
  return before === undefined ? VARIANTS[name] : variantsOf(require(before))[name];
}

serveLanes(async (headers) => {
  const app = express();
  await variant().mount(app, { charge, redisPort: Number(redisPort), express, headers });
  return app;
});
