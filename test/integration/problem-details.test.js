'use strict';

const { generateIdempotencyKey, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { findFreePort } = require('../helpers/free-port');
const { gatedOperation } = require('../helpers/gate');

// What an id, a token or a digest looks like.
const SECRET = /[A-Za-z0-9_-]{22,}/;
const body = { amount: 1 };
const unused = async () => {
  throw new Error('a refused request ran its operation');
};

onEachSetup((express, store) => {
  async function serveRoutes(operation) {
    const redis = `redis://127.0.0.1:${await findFreePort()}`;
    const options = { store: store(), required: true };
    return serve(express, (app) => {
      app.post('/run', idempotency(options), idempotentRoute(operation));
      app.post('/small', idempotency({ ...options, maxBodyBytes: 1 }), idempotentRoute(unused));
      app.post('/scope', idempotency({ ...options, scope: () => '' }), idempotentRoute(unused));
      app.post('/down', idempotency({ redis, budgetMs: 50 }), idempotentRoute(unused));
      app.post('/bare', idempotentRoute(unused));
    });
  }

  test('every refusal is a problem document that keeps the key and the fingerprint to itself', async () => {
    const key = generateIdempotencyKey();
    const { run, begun, finish } = gatedOperation();
    const client = await serveRoutes(run);
    const first = client.post('/run', { key, body });
    await begun;
    const refused = {
      REQUEST_IN_PROGRESS: await client.post('/run', { key, body }),
      IDEMPOTENCY_KEY_REUSED: await client.post('/run', { key, body: { amount: 2 } }),
      IDEMPOTENCY_KEY_REQUIRED: await client.post('/run', { body }),
      INVALID_IDEMPOTENCY_KEY: await client.post('/run', { key: `${key}, x`, body }),
      BODY_TOO_LARGE: await client.post('/small', { key, body }),
      SCOPE_MISSING: await client.post('/scope', { key, body }),
      LOCK_FAILED: await client.post('/down', { key, body }),
      NOT_MOUNTED: await client.post('/bare', { key, body }),
    };
    finish('done');
    await first;
    expect.assertions(Object.keys(refused).length * 5);
    for (const [code, answer] of Object.entries(refused)) {
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json).toEqual({
        type: `urn:onceonly:problem:${code.toLowerCase().replaceAll('_', '-')}`,
        title: expect.any(String),
        status: answer.status,
        detail: answer.json.message,
        error: code,
        message: expect.stringMatching(/^[A-Z].*\.$/),
        retryable: ['REQUEST_IN_PROGRESS', 'LOCK_FAILED'].includes(code),
        ...(answer.headers['retry-after'] && {
          retryAfter: Number(answer.headers['retry-after']),
        }),
      });
      const { type, error, ...said } = answer.json;
      expect(JSON.stringify(said)).not.toContain(key);
      expect(JSON.stringify(said)).not.toMatch(SECRET);
      expect(JSON.stringify(said)).not.toMatch(/ECONNREFUSED|redis|127\.0\.0\.1/i);
    }
  });
});
