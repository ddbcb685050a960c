'use strict';

const { text } = require('node:stream/consumers');

const {
  MemoryStore,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');

/** A middleware that reads every body and has `keep(req, text)` put it somewhere. */
function reader(keep) {
  return (req, res, next) => {
    text(req).then((body) => {
      keep(req, body);
      next();
    }, next);
  };
}

const xml = { 'Content-Type': 'text/xml' };
const json = { 'Content-Type': 'application/json' };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

onEachExpress((express) => {
  describe.each([['execute'], ['response']])('mode %s', (mode) => {
    async function answersOf(parsers, headers, ...bodies) {
      const runs = jest.fn((req) => ({ paid: `${req.rawBody}` }));
      const options = {
        store: new MemoryStore(),
        mode,
        ...(mode === 'response' && { scope: false }),
      };
      const define = (app) => {
        app.use(idempotency(options));
        app.post(
          '/pay',
          mode === 'execute'
            ? idempotentRoute(async (req) => runs(req))
            : (req, res) => res.json(runs(req)),
        );
      };
      const client = await serve(express, define, { parsers });
      const key = newKey();
      const answers = [];
      for (const body of bodies) {
        const answer = await client.post('/pay', { key, headers, body: Buffer.from(body) });
        answers.push(answer.cached ? 'replay' : answer.status);
        if (answer.status === 500) expect(answer.error).toBe('BODY_NOT_READ');
      }
      return answers;
    }

    const XML = ['<pay>1</pay>', '<pay>1</pay>', '<pay>999</pay>'];

    test.each([
      ['bytes', (req, body) => (req.rawBody = Buffer.from(body))],
      ['text', (req, body) => (req.rawBody = body)],
    ])('%s on req.rawBody count, before a parser and without one', async (_, keep) => {
      for (const more of [[], [express.json()]]) {
        const answers = await answersOf([reader(keep), ...more], xml, ...XML);
        expect(answers).toEqual([200, 'replay', 422]);
      }
    });

    test('JSON on req.rawBody counts as JSON', async () => {
      const keep = (req, body) => (req.rawBody = body);
      const bodies = ['{"a":1,"b":2}', ' {"b":2,"a":1.0}', '{"a":2,"b":2}'];
      const parsers = [reader(keep), express.urlencoded({ extended: true })];
      expect(await answersOf(parsers, json, ...bodies)).toEqual([200, 'replay', 422]);
    });

    test.each([
      ['XML', xml, XML],
      ['JSON', json, ['{"a":1}', '{"a":2}']],
      ['a form', form, ['a=1', 'a=2']],
    ])('%s that was read to an unknown place is BODY_NOT_READ', async (_, headers, bodies) => {
      const keep = (req, body) => (req.elsewhere = body);
      // A parser of another type comes behind: of Express 4 it leaves {}.
      const parsers = [reader(keep), express.text({ type: 'text/never' })];
      expect(await answersOf(parsers, headers, ...bodies)).toEqual(bodies.map(() => 500));
    });

    test('a parser of the app may give an empty object', async () => {
      const parse = (req, body) => (req.body = JSON.parse(body));
      const parsers = [reader(parse), express.urlencoded({ extended: true })];
      expect(await answersOf(parsers, json, '{}', '{}', '{"a":1}')).toEqual([200, 'replay', 422]);
    });

    test('an empty object of any length counts as the parsers of Express made it', async () => {
      const bodies = [' {\n} ', '{}', '{"a":1}'];
      const answers = await answersOf([express.json(), express.text()], json, ...bodies);
      expect(answers).toEqual([200, 'replay', 422]);
      const pairs = await answersOf(
        [express.urlencoded({ extended: true })],
        form,
        '&',
        '&&',
        'a=1',
      );
      expect(pairs).toEqual([200, 'replay', 422]);
    });
  });
});
