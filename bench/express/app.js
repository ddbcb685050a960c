'use strict';

const { once } = require('node:events');
const express = require('express');
const { serve } = require('../harness/serve');
const { charge } = require('./charge');
const { VARIANTS } = require('./variants');

const [name, redisPort] = process.argv.slice(2);
const headers = { fresh: [], replay: [] };
let from;
let chargesBefore;

serve({
  /** The port on which the app listens. */
  async listen() {
    const app = express();
    const parts = { charge, redisPort: Number(redisPort), express, headers };
    await VARIANTS[name].mount(app, parts);
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // The connections of the load wait while it is the other variants' turn.
    server.keepAliveTimeout = 0;
    return server.address().port;
  },

  /** The headers that the product adds, for the variant that sends the same. */
  useHeaders(given) {
    Object.assign(headers, given);
  },

  begin() {
    chargesBefore = charge.count();
    from = process.cpuUsage();
  },

  /** Since begin(): `{ cpuUs, charges }`, of the whole process. */
  end() {
    const { user, system } = process.cpuUsage(from);
    return { cpuUs: user + system, charges: charge.count() - chargesBefore };
  },

  charges: () => charge.count(),
});
