'use strict';

const { runChild } = require('../helpers/child');

/** The warnings of an app whose route `handler` gets one request: `[code, message]` each. */
function warningsOf(express, handler, path = '/run') {
  return runChild(
    `
    const seen = [];
    process.on('warning', ({ code, message }) => seen.push([code, message]));
    const express = require(${JSON.stringify(express)});
    const { MemoryStore, asyncRoute, idempotency, idempotentRoute } = require('onceonly');
    const operation = async () => 'ran';
    const answer = async (req, res) => res.json((await req.idempotency.execute(operation)).result);
    const wrap = (fn) => (req, res, next) => fn(req, res, next).catch(next);
    const app = express().use(express.json());
    app.use(idempotency({ store: new MemoryStore() }));
    app.get('/run', async (req, res) => res.end());
    app.post('/run', ${handler});
    const server = app.listen(0, '127.0.0.1', async () => {
      for (const key of ['a', 'b']) {
        const url = 'http://127.0.0.1:' + server.address().port + ${JSON.stringify(path)};
        await fetch(url, { method: 'POST', headers: { 'Idempotency-Key': key } });
      }
      console.log(JSON.stringify(seen));
      process.exit();
    });`,
    { flags: ['--no-warnings'] },
  );
}

describe('an async handler that calls execute()', () => {
  test('is warned of on Express 4, once, with its route', () => {
    const warning = [
      'ONCEONLY_EXPRESS_4',
      expect.stringMatching(
        /of POST:\/run calls execute\(\).*asyncRoute\(\)\. See onceonly\/docs\//,
      ),
    ];
    expect(warningsOf('express4', 'answer')).toEqual([warning]);
  });

  test('is warned of behind other handlers as well', () => {
    const handlers = '(req, res, next) => next(), answer';
    expect(warningsOf('express4', handlers)).toHaveLength(1);
  });

  test.each([
    ['on Express 5', 'express', 'answer'],
    ['in asyncRoute()', 'express4', 'asyncRoute(answer)'],
    ['in a wrapper of the app', 'express4', 'wrap(answer)'],
    ['of idempotentRoute()', 'express4', 'idempotentRoute(operation)'],
  ])('is not warned of %s', (_, express, handler) => {
    expect(warningsOf(express, handler)).toEqual([]);
  });
});
