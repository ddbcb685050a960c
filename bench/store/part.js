'use strict';

const { strict: assert } = require('node:assert');
const path = require('node:path');
const { withChildren } = require('../harness/child');
const { withRedis } = require('../harness/redis-server');
const { alternate } = require('../harness/rounds');
const { CLIENTS, SAME_COMMANDS } = require('./clients');
const { onRedis } = require('./clients/onceonly');
const { recordPair } = require('./recording');

const WORKER = path.join(__dirname, 'worker.js');
const PAYLOAD_BYTES = 60;
const FULL = { widths: [1, 8, 32, 128], rounds: 11, turns: 3, durationMs: 80 };
const SMOKE = { widths: [1, 32], rounds: 2, turns: 1, durationMs: 30 };

/**
 * begin + complete on one connection, so many pairs at a time: rows of `{ width, samples }`; samples: client -> what its
 * worker measured and `redisCpuUs` per pair, by round.
 */
async function storePart({ isSmoke }) {
  const { widths, rounds, turns, durationMs } = isSmoke ? SMOKE : FULL;
  return withRedis((server) =>
    withClients(Object.keys(CLIENTS), server, async (children) => {
      const rows = [];
      for (const width of widths) {
        const settings = { width, durationMs, payloadBytes: PAYLOAD_BYTES };
        const slices = Object.entries(children).map(([name, child]) => [
          name,
          () => slice(child, server, settings),
        ]);
        const samples = await alternate(Object.fromEntries(slices), rounds, { turns });
        rows.push({ width, samples });
      }
      return { rounds, payloadBytes: PAYLOAD_BYTES, rows };
    }),
  );
}

/** Runs `use(children)` with a worker for each client of these names, connected and seen to store what it is given. */
async function withClients(names, server, use) {
  const recorded = await recordPair(server);
  const contenders = names.map((name) => [
    name,
    { file: WORKER, args: [name, String(server.port)] },
  ]);
  return withChildren(Object.fromEntries(contenders), async (children) => {
    for (const [i, name] of names.entries()) {
      await children[name].call('connect', recorded);
      await check(name, children[name], server, i);
    }
    const result = await use(children);
    for (const child of Object.values(children)) await child.call('close');
    return result;
  });
}

// The product itself must find what a client stored with the product's commands.
async function check(name, child, { port }, i) {
  const id = `check${i}`.padEnd(43, 'c');
  const payload = `j"${'s'.repeat(57)}"`;
  assert.equal(await child.call('pair', id, 'k'.repeat(22), payload), true, `${name}: no pair`);
  if (!SAME_COMMANDS.includes(name)) return;
  const product = onRedis(port);
  try {
    assert.equal(await product.stored(id), payload, `${name} stored something else`);
  } finally {
    await product.close();
  }
}

async function slice(child, server, settings) {
  const before = await server.cpuUs();
  const { pairs, ...seen } = await child.call('slice', settings);
  return { ...seen, redisCpuUs: ((await server.cpuUs()) - before) / pairs };
}

module.exports = { storePart, withClients };
