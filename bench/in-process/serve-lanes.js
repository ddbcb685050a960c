'use strict';

const { serve, measured } = require('../harness/serve');
const { charge } = require('../express/charge');
const { Lane } = require('./lane');

const WIDTH = 32;
const run = `${process.pid}-`;
let serial = 0;

const SCENARIOS = {
  fresh: () => `${run}${++serial}`,
  replay: (lane) => `${run}replay-${lane}`,
};

/** Serves a process that calls an app without a network. `mount(headers)` resolves to the app, a function of a request and a response. */
function serveLanes(mount) {
  const headers = { fresh: [], replay: [] };
  let lanes;
  serve({
    async mount() {
      const app = await mount(headers);
      lanes = Array.from({ length: WIDTH }, () => new Lane(app));
    },

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
}

module.exports = { serveLanes };
