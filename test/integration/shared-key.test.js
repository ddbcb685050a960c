'use strict';

const { IdempotencyHandler, MemoryStore, idempotency, idempotentRoute } = require('onceonly');

const { serve } = require('../helpers/app');
const { runChild } = require('../helpers/child');
const { onEachSetup } = require('../helpers/each-store');

const SECRET = 's'.repeat(32);
let keys = 0;
const newKey = () => `shared-key-${++keys}`;

onEachSetup((express, store) => {
  describe.each(['execute', 'response'])('in %s mode, a key that comes in two scopes', (mode) => {
    /** Serves a route whose scope is the header X-User; all events that it tells. */
    async function serveUsers(options) {
      const events = [];
      const client = await serve(express, (app) => {
        const scope = (req) => req.get('X-User');
        const onEvent = (event) => events.push(event);
        app.use(idempotency({ store: store(), scope, mode, onEvent, ...options }));
        const answer = (req, res) => res.json({});
        app.post('/run', mode === 'response' ? answer : idempotentRoute(() => ({})));
      });
      const post = (user, key) =>
        client.post('/run', { key, body: {}, headers: { 'X-User': user } });
      return { post, events, shared: () => events.filter(({ type }) => type === 'shared-key') };
    }

    test('is told once, without the key and the scopes', async () => {
      const { post, events, shared } = await serveUsers();
      const key = newKey();
      for (const user of ['ann', 'ann', 'bob', 'bob', 'eve']) await post(user, key);
      await post('ann', newKey());
      expect(shared()).toHaveLength(1);
      const requests = events.filter(({ type }) => type === 'request');
      const scopes = requests.map(({ scopeHash }) => scopeHash);
      expect(new Set(scopes).size).toBe(3);
      expect(shared()[0]).toMatchObject({
        keyHash: requests[0].keyHash,
        otherScopeHash: scopes[0],
        scopeHash: scopes[2],
      });
      expect(JSON.stringify(events)).not.toMatch(new RegExp(`${key}|ann|bob|eve`));
    });

    test('is told without its hash, if no event may have that', async () => {
      const { post, shared } = await serveUsers({ keyHint: false });
      const key = newKey();
      await post('ann', key);
      await post('bob', key);
      expect(shared()).toHaveLength(1);
      expect(shared()[0]).not.toHaveProperty('keyHash');
    });
  });
});

test('a handler tells a key that comes in two of its scopes', async () => {
  const types = [];
  const onEvent = ({ type }) => types.push(type);
  const handler = new IdempotencyHandler({ store: new MemoryStore(), onEvent });
  const run = (scope) => handler.execute('k', {}, () => 1, { scope });
  await run('ann');
  await run('ann');
  expect(types).not.toContain('shared-key');
  await run('bob');
  expect(types.filter((type) => type === 'shared-key')).toHaveLength(1);
});

describe('the hash of a scope', () => {
  /** The hashes of a scope in a process, with and without a secret. */
  const hashesOfProcess = () =>
    runChild(`
      const { IdempotencyHandler, MemoryStore } = require('onceonly');
      const hashOf = async (options) => {
        let hash;
        const onEvent = ({ scopeHash }) => (hash = scopeHash);
        const handler = new IdempotencyHandler({ store: new MemoryStore(), onEvent, ...options });
        await handler.execute('k', {}, () => 1, { scope: 'ann' });
        return hash;
      };
      (async () => {
        const plain = await hashOf({});
        const secret = await hashOf({ secret: '${SECRET}' });
        const rotated = await hashOf({ secret: ['${SECRET}', null] });
        console.log(JSON.stringify({ plain, secret, rotated }));
      })();`);

  test('is the same in all processes with a secret, and in none without', () => {
    const [one, two] = [hashesOfProcess(), hashesOfProcess()];
    expect(one.secret).toMatch(/^[\w-]{11}$/);
    expect(two.secret).toBe(one.secret);
    expect(one.rotated).toBe(one.secret);
    expect(one.plain).toMatch(/^[\w-]{11}$/);
    expect(two.plain).not.toBe(one.plain);
  });
});
