'use strict';

const { strict: assert } = require('node:assert');
const express = require('express');
const { MemoryStore, idempotency, idempotencyErrors } = require('../..');
const { charge } = require('../express/charge');
const { measured, serve } = require('../harness/serve');
const { quantile } = require('../harness/statistics');
const { Lane } = require('../in-process/lane');
const { LISTENERS } = require('./listeners');

const [name, scoped] = process.argv.slice(2);
const WIDTH = 32;
const { begin, heard, options } = LISTENERS[name]();

// A hundred users, and each key has one.
const USERS = Array.from({ length: 100 }, (_, i) => `user-${i}`);
const userOf = ({ headers: { 'idempotency-key': key } }) =>
  USERS[(10 * key.charCodeAt(key.length - 1) + key.charCodeAt(key.length - 2)) % USERS.length];

function createApp(ownOptions) {
  const store = new MemoryStore({ maxEntries: 1e7, maxBytes: 2 ** 33 });
  const scope = scoped === 'scope' && userOf;
  const app = express();
  app.use(express.json());
  app.use(idempotency({ required: true, scope, store, ...ownOptions }));
  app.post('/charge', async (req, res) => {
    const { result } = await req.idempotency.execute(() => charge(req.body));
    res.json(result);
  });
  app.use(idempotencyErrors());
  return Array.from({ length: WIDTH }, () => new Lane(app));
}

// Apps of one process, so that neither has a better place in memory, nor was compiled in another way.
const alone = createApp({});
const listenedTo = createApp(options);

let serial = 1000;
const SCENARIOS = {
  fresh: () => `${++serial}`,
  replay: (lane) => `replay-${lane}`,
};

/** CPU microseconds of the process per request, for so many by each lane at the same time. */
async function slice(lanes, scenario, perLane) {
  const keyOf = SCENARIOS[scenario];
  const count = perLane * WIDTH;
  const before = charge.count();
  const { cpuUs } = await measured(() =>
    Promise.all(
      lanes.map(async (lane, index) => {
        for (let i = 0; i < perLane; i++) await lane.request(keyOf(index));
      }),
    ),
  );
  const runs = charge.count() - before;
  const isRight = scenario === 'fresh' ? runs === count : runs <= WIDTH;
  assert.ok(isRight, `${name}, ${scenario}: ${runs} runs for ${count} requests`);
  return cpuUs / count;
}

async function whileListening(work) {
  const stop = begin();
  try {
    return await work();
  } finally {
    stop();
  }
}

serve({
  /** How many of `count` requests with one key the listener was told. All are answered, and one of them runs. */
  check: (count) =>
    whileListening(async () => {
      for (let i = 0; i < count; i++) {
        const { status, body } = await listenedTo[0].answer('check');
        assert.equal(status, 200, `${name} answered ${status}: ${body}`);
      }
      assert.equal(charge.count(), 1, `${name} ran ${charge.count()} times for one key`);
      return heard();
    }),

  /** `{ alone, listenedTo }`: the lower quartile of several slices of each, by turns. */
  async pair(scenario, perLane, slices) {
    const found = { alone: [], listenedTo: [] };
    for (let i = 0; i < slices; i++) {
      found.alone.push(await slice(alone, scenario, perLane));
      found.listenedTo.push(await whileListening(() => slice(listenedTo, scenario, perLane)));
    }
    return { alone: quantile(found.alone, 0.25), listenedTo: quantile(found.listenedTo, 0.25) };
  },
});
