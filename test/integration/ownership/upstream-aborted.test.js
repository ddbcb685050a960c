'use strict';

const { once } = require('node:events');
const http = require('node:http');

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { onEachExpress } = require('../../helpers/express-versions');
const { createGate } = require('../../helpers/gate');
const { redisBehindProxy } = require('../../helpers/redis-behind-proxy');
const { until } = require('../../helpers/until');

const LEASE_S = 0.5;

// How the owner of a key may lose it while it waits for an upstream.
const LOSSES = [
  ['Redis is away for a lease', { lose: ({ proxy }) => proxy.cut() }],
  ['the record is wiped', { lose: ({ redis }) => redis.command('FLUSHALL'), isWiped: true }],
];
// What an operation makes of a call that was aborted: each would be kept, or free the key, if it came in time.
const ENDS = [
  ['as it comes', (error) => error],
  ['as a bad gateway', (cause) => Object.assign(new Error('Aborted', { cause }), { status: 502 })],
  ['as unavailable', (cause) => Object.assign(new Error('Aborted', { cause }), { status: 503 })],
];

/** A gateway that never answers its first request and all others at once; gives its address and who asked. */
async function startUpstream() {
  const asked = [];
  const begun = createGate();
  const server = http.createServer((req, res) => {
    asked.push(req.headers['idempotency-key']);
    begun.open();
    if (asked.length > 1) res.end(JSON.stringify({ charge: 'ch_1' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked, begun: begun.passed };
}

onEachExpress((express) => {
  const link = redisBehindProxy();

  /** An upstream call that is aborted because its lease is lost; then Redis is there again. */
  async function loseLease(lose, toError, options) {
    const store = link.openStore();
    const upstream = await startUpstream();
    const charge = async (req, { signal, effectId }) => {
      const headers = { 'Idempotency-Key': effectId };
      try {
        const response = await fetch(upstream.url, { method: 'POST', headers, signal });
        return await response.json();
      } catch (error) {
        link.proxy.mend();
        throw toError(error);
      }
    };
    const client = await serveRoute(express, { store, lockTTL: LEASE_S, ...options }, charge);
    const sent = { key: newKey(), body: {} };
    const answering = client.post('/run', sent);
    await upstream.begun;
    await lose(link);
    const first = await answering;
    const seen = [];
    const decided = await until(async () => {
      const answer = await client.post('/run', sent);
      seen.push(answer);
      return answer.status === 200 || answer.error === 'OUTCOME_UNKNOWN' ? answer : undefined;
    }, 'the key is decided');
    return { upstream, first, seen, decided };
  }

  describe.each(LOSSES)('when %s', (name, { lose, isWiped }) => {
    test.each(ENDS)('an aborted call that is thrown %s is never an answer', async (_, toError) => {
      const { upstream, first, seen, decided } = await loseLease(lose, toError);
      expect(first).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
      expect(first.json.retryable).toBe(true);
      expect(decided).toMatchObject({ status: 200, cached: false, json: { charge: 'ch_1' } });
      for (const answer of [first, ...seen]) {
        expect(answer.text).not.toMatch(/abort|LEASE_LOST/i);
        expect([200, 409, 503]).toContain(answer.status);
      }
      expect(upstream.asked).toHaveLength(2);
      expect(upstream.asked[1]).toBe(upstream.asked[0]);
    });

    test("a retry never hears of the abort with onAbandoned 'conflict'", async () => {
      const options = { onAbandoned: 'conflict' };
      const { upstream, decided } = await loseLease(lose, (error) => error, options);
      if (isWiped) expect(decided).toMatchObject({ status: 200, json: { charge: 'ch_1' } });
      else expect(decided).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
      expect(upstream.asked).toHaveLength(isWiped ? 2 : 1);
    });
  });
});
