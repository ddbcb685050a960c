'use strict';

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');

const RESULT = {
  id: 'ch_1',
  note: '<b>é\ud800\u2028</b>',
  'a"\\\n': [1, -0, null],
  when: new Date(0),
};

/** Puts a `res.json` of its own on the response, as envelopes and tracers do. */
function envelope(req, res, next) {
  const { json } = res;
  res.json = (value) => json.call(res, { data: value });
  next();
}

onEachSetup((express, store) => {
  /** The first answer and the replay of a route that returns RESULT, behind what `mount(app)` puts before it. */
  async function answersOf(mount, { result = () => RESULT, ...options } = {}) {
    const client = await serve(express, (app) => {
      mount(app);
      app.use(idempotency({ store: store(), scope: false }));
      app.post('/once', idempotentRoute(result, options));
      app.post('/plain', async (req, res) => {
        res.status(options.status ?? 200);
        res.json(JSON.parse(JSON.stringify(await result(req, {}, res))));
      });
    });
    const sent = { key: newKey(), body: {} };
    const plain = await client.post('/plain', { body: {} });
    return {
      plain,
      first: await client.post('/once', sent),
      replay: await client.post('/once', sent),
    };
  }

  function expectAlike({ plain, first, replay }) {
    for (const answer of [first, replay]) {
      expect(answer.text).toBe(plain.text);
      expect(answer.status).toBe(plain.status);
      for (const name of ['content-type', 'content-length', 'etag']) {
        expect(answer.headers[name]).toBe(plain.headers[name]);
      }
    }
    expect([first.cached, replay.cached]).toEqual([false, true]);
  }

  test.each([
    ['as it is', () => {}],
    ['with `json spaces`', (app) => app.set('json spaces', 2)],
    ['with `json escape`', (app) => app.enable('json escape')],
    ['with `json replacer`', (app) => app.set('json replacer', ['id', 'when'])],
    ['without ETag', (app) => app.disable('etag')],
    ['with a res.json() of its own', (app) => app.use(envelope)],
    [
      'whose responses have another res.json()',
      (app) => {
        const { json } = app.response;
        app.response.json = function enveloped(value) {
          return json.call(this, { data: value });
        };
      },
    ],
    [
      'with a content type of its own',
      (app) =>
        app.use((req, res, next) => {
          res.set('Content-Type', 'application/vnd.api+json');
          next();
        }),
    ],
    [
      'with a res.send() of its own',
      (app) =>
        app.use((req, res, next) => {
          const { send } = res;
          res.send = (body) => send.call(res, typeof body === 'string' ? `${body}\n` : body);
          next();
        }),
    ],
  ])('a route of an app %s answers as res.json() does, first and again', async (_, mount) => {
    expectAlike(await answersOf(mount));
  });

  test('a route answers with its own status', async () => {
    expectAlike(await answersOf(() => {}, { status: 201 }));
  });

  test('a res.json() that comes while the operation runs is called', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store(), scope: false }));
      const run = (req) => {
        envelope(req, req.res, () => {});
        return { id: 1 };
      };
      app.post('/run', idempotentRoute(run));
    });
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer.json).toEqual({ data: { id: 1 } });
  });

  test('a mounted app has the settings of its parent', async () => {
    const client = await serve(express, (app) => {
      app.set('json spaces', 2);
      const inner = express();
      inner.use(idempotency({ store: store(), scope: false }));
      inner.post(
        '/run',
        idempotentRoute(() => ({ a: 1 })),
      );
      app.use('/inner', inner);
    });
    const sent = { key: newKey(), body: {} };
    for (let i = 0; i < 2; i++) {
      expect((await client.post('/inner/run', sent)).text).toBe('{\n  "a": 1\n}');
    }
  });

  test('the result of execute() is the own copy of its caller', async () => {
    const kept = { items: [{ n: 1 }] };
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store(), scope: false }));
      app.post('/run', (req, res, next) => {
        req.idempotency
          .execute(() => kept)
          .then(({ result }) => {
            result.items[0].n += 1;
            res.json(result);
          })
          .catch(next);
      });
    });
    const sent = { key: newKey(), body: {} };
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    expect(answers.map(({ json }) => json)).toEqual(Array(2).fill({ items: [{ n: 2 }] }));
    expect(kept).toEqual({ items: [{ n: 1 }] });
  });
});
