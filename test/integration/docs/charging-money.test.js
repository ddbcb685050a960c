'use strict';

const { once } = require('node:events');
const { sharedRedis } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');
const { findFreePort } = require('../../helpers/free-port');
const { snippetsOf } = require('../../helpers/readme');
const { startSnippet } = require('../../helpers/snippet-process');

const PRELUDE = `
const express = require('express');
const { asyncRoute, idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');
const app = express();
app.use(express.json());
app.use((req, res, next) => {
  req.user = { id: 'ann' };
  next();
});
`;
const POSTLUDE = 'app.use(idempotencyErrors());\napp.listen(0);\n';
const MEMORY = 'app.use(idempotency());';

const [, readmeRoute] = snippetsOf('README.md');
const [application, handler, downstreams, checked] = snippetsOf('docs/guides/charging-money.md');
const [stripe] = snippetsOf('docs/recipes/stripe.md');

/** What the reader does on Express 4, as the page about Express says. */
function inAsyncRoute(code) {
  return code
    .replace('async (req, res) => {', 'asyncRoute(async (req, res) => {')
    .replace(/^}\);$/m, '}));');
}

/** The option that the page's comment names. */
function onRedis(code) {
  const redis = 'redis: process.env.REDIS_URL';
  return code
    .replace('required: true, scope: false', `required: true, scope: false, ${redis}`)
    .replace('idempotency()', `idempotency({ ${redis} })`);
}

onEachExpress((_, version) => {
  const wrapped = version === 'express4' ? inAsyncRoute(handler) : handler;
  describe.each([
    ['the application', application, '/api/payments/charge', 200, 1],
    ['the handler', `${PRELUDE}${wrapped}${POSTLUDE}`, '/api/orders', 201, 1],
    [
      'the route with two downstreams',
      `${PRELUDE}${MEMORY}${downstreams}${POSTLUDE}`,
      '/api/payments/orders',
      200,
      1,
    ],
    [
      'the route that looks at its signal',
      `${PRELUDE}${MEMORY}${checked}${POSTLUDE}`,
      '/api/bookings',
      200,
      2,
    ],
    ['the route of the README', `${PRELUDE}${readmeRoute}${POSTLUDE}`, '/payments', 201, 1],
    ['the recipe for Stripe', stripe, '/payments', 201, 1],
  ])('%s', (name, code, url, success, effects) => {
    const start = async (program, redis) =>
      startSnippet(program, { version, env: { REDIS_URL: redis } });

    const held = { amount: 1, hold: true, customer: 'hold' };

    test('lives through a conflict, a misuse of the key and a thrown error', async () => {
      const { child, client } = await start(code, (await sharedRedis()).url);
      const headers = { 'X-Customer': `${name} on ${version}` };
      const post = (key, body) =>
        client.post(url, { key: `${key}-${name.replaceAll(' ', '-')}-${version}`, headers, body });
      const holding = once(child, 'message');
      const first = post('held', held);
      await holding;
      expect((await post('held', held)).status).toBe(409);
      expect((await post('held', { amount: 2 })).status).toBe(422);
      child.send('go on');
      const answer = await first;
      expect(answer).toMatchObject({ status: success, cached: false });
      const replay = await post('held', held);
      expect(replay).toMatchObject({ status: success, cached: true, text: answer.text });
      expect((await post('declined', { decline: true, customer: 'decline' })).status).toBe(402);
      expect((await post('declined', { decline: true, customer: 'decline' })).status).toBe(402);
      // One run of the first key, the declined call, and this run.
      const ran = effects + 1 + effects;
      expect((await post('next', { amount: 3 })).json.id).toBe(`ch_${ran}`);
      expect(child.exitCode).toBeNull();
    });

    test('lives through a store that is out of reach', async () => {
      const nowhere = `redis://127.0.0.1:${await findFreePort()}`;
      const { child, client } = await start(onRedis(code), nowhere);
      const sent = { key: 'k', headers: { 'X-Customer': 'c' }, body: { amount: 1 } };
      expect((await client.post(url, sent)).status).toBe(503);
      expect((await client.post(url, sent)).status).toBe(503);
      expect(child.exitCode).toBeNull();
    });
  });
});
