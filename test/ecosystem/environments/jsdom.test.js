/**
 * @jest-environment .//environments/jsdom-with-fetch.js
 */
'use strict';

const { once } = require('node:events');
const http = require('node:http');

const express = require('express');

const { IdempotencyHandler, MemoryStore, RedisStore, canonicalize } = require('../../..');
const { captureRawBody, fingerprint, idempotency, idempotentRoute } = require('../../..');
const { testStore } = require('../../../lib/testing');
const { serve, serveRoute } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { gatedOperation } = require('../../helpers/gate');
const { describeLimits, describeOrdinaryRoutes } = require('../../helpers/ordinary-routes');
const { startRedis } = require('../../helpers/redis-server');

test('the environment has timers, signals and arrays that are not those of Node', () => {
  expect(typeof setTimeout(() => {}, 0)).toBe('number');
  expect(new AbortController().signal.constructor).not.toBe(nodeSignal().constructor);
  expect(Buffer.alloc(1) instanceof Uint8Array).toBe(false);
});

/** A signal as Node makes it. */
function nodeSignal() {
  return require('node:util').transferableAbortController().signal;
}

describe.each([
  ['the embedded store', async () => new MemoryStore()],
  ['Redis', async () => new RedisStore({ redis: (await startRedis()).url })],
])('under jsdom, with %s,', (_, open) => describeOrdinaryRoutes(express, open));

describe('under jsdom', () => {
  test('bytes are replayed as bytes', async () => {
    const client = await serveRoute(express, { store: testStore() }, async () =>
      Buffer.from([0, 255, 7]),
    );
    for (let i = 0; i < 2; i++) {
      const { body } = await client.post('/run', { key: 'bytes', body: {} });
      expect([...body]).toEqual([0, 255, 7]);
    }
  });

  test('a captured response is replayed byte for byte', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: testStore(), mode: 'response', scope: false }));
      app.post('/bytes', (req, res) => {
        res.write(Buffer.from([1, 2]), () => res.end(new Uint8Array([3])));
      });
    });
    for (let i = 0; i < 2; i++) {
      const { body } = await client.post('/bytes', { key: 'bytes', body: {} });
      expect([...body]).toEqual([1, 2, 3]);
    }
  });

  test('bytes of a body count as the text that they are', async () => {
    const parsers = [express.json({ verify: captureRawBody })];
    const define = (app) => {
      app.use(idempotency({ store: new MemoryStore() }));
      app.post('/run', idempotentRoute(jest.fn()));
    };
    const client = await serve(express, define, { parsers });
    const headers = { 'Content-Type': 'application/json' };
    const statusOf = async (body) =>
      (await client.post('/run', { key: 'raw', headers, body })).status;
    expect(await statusOf('{"a":1,"b":2}')).toBe(200);
    expect(await statusOf('{ "b": 2, "a": 1.0 }')).toBe(200);
    expect(await statusOf('{"a":1,"b":3}')).toBe(422);
  });

  test('bytes of JSON are read as JSON', () => {
    expect(canonicalize(Buffer.from('{ "a": 1.0 }'))).toBe('{"a":1}');
    expect(fingerprint(Buffer.from('{ "a": 1.0 }'))).toBe(fingerprint('{"a":1}'));
  });

  describeLimits(express);

  test('the signal of an operation ends a fetch of Node', async () => {
    const silent = http.createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    atEnd(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const handler = new IdempotencyHandler({ store: testStore(), operationTimeoutMs: 50 });
    let fetched;
    const executed = handler.execute('signal', {}, ({ signal }) => {
      fetched = fetch(`http://127.0.0.1:${silent.address().port}/`, { signal });
      return fetched;
    });
    await expect(executed).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await expect(fetched).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' });
  });

  test.each(['modern', 'legacy'])('%s fake timers change nothing', async (kind) => {
    jest.useFakeTimers({ legacyFakeTimers: kind === 'legacy' });
    try {
      const settings = { store: testStore(), inProgress: 'wait', maxWaitMs: 50 };
      const { run, begun, finish } = gatedOperation();
      const client = await serveRoute(express, settings, run);
      const first = client.post('/run', { key: kind, body: {} });
      await begun;
      const { error } = await client.post('/run', { key: kind, body: {} });
      expect(error).toBe('REQUEST_IN_PROGRESS');
      finish({});
      expect((await first).status).toBe(200);
    } finally {
      jest.useRealTimers();
    }
  });
});
