'use strict';

const express = require('express');
const { serve, measured } = require('../harness/serve');
const { charge } = require('../express/charge');
const { VARIANTS } = require('../express/variants');
const { variantsOf } = require('../express/variants/onceonly');
const { Lane } = require('./lane');

const [name, redisPort, before] = process.argv.slice(2);
const WIDTH = 32;
const app = express();
const lanes = Array.from({ length: WIDTH }, () => new Lane(app));
const run = `${process.pid}-`;
const headers = { fresh: [], replay: [] };
let serial = 0;

const SCENARIOS = {
  fresh: () => `${run}${++serial}`,
  replay: (lane) => `${run}replay-${lane}`,
};

function variant() {
  return before === undefined ? VARIANTS[name] : variantsOf(require(before))[name];
}

serve({
  mount: () => variant().mount(app, { charge, redisPort: Number(redisPort), express, headers }),

  /** What a request is answered with: `{ status, head, body }`. */
  request: (key) => lanes[0].answer(key),

  charges: () => charge.count(),

  /** The headers that the product adds, for the variant that sends the same. */
  useHeaders(given) {
    Object.assign(headers, given);
  },

  /** CPU microseconds of the process per request, for so many by each of 32 lanes at the same time. */
  async slice(scenario, perLane) {
    const keyOf = SCENARIOS[scenario];
    const { cpuUs } = await measured(() =>
      Promise.all(
        lanes.map(async (lane, index) => {
          for (let i = 0; i < perLane; i++) await lane.request(keyOf(index));
        }),
      ),
    );
    return cpuUs / (perLane * WIDTH);
  },
});
