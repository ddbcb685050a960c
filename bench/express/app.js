'use strict';

const { once } = require('node:events');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const express = require('express');
const { serve } = require('../harness/serve');
const { charge } = require('./charge');
const { VARIANTS } = require('./variants');

const [name, redisPort] = process.argv.slice(2);
const delay = monitorEventLoopDelay({ resolution: 1 });
let from;

serve({
  /** The port on which the app listens. */
  async listen() {
    const app = express();
    await VARIANTS[name].mount(app, { charge, redisPort: Number(redisPort), express });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // The connections of the load wait while it is the other variants' turn.
    server.keepAliveTimeout = 0;
    return server.address().port;
  },

  begin() {
    delay.reset();
    delay.enable();
    from = process.cpuUsage();
  },

  /** Since begin(): `{ cpuUs, delayP99Us }`. */
  end() {
    const { user, system } = process.cpuUsage(from);
    delay.disable();
    return { cpuUs: user + system, delayP99Us: delay.percentile(99) / 1000 };
  },

  charges: () => charge.count(),
});
