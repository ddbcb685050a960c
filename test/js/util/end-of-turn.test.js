'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { setImmediate } = require('node:timers');

const { MemoryStore, asyncRoute, idempotency } = require('onceonly');

const { endOfTurn } = require('../../../lib/util/end-of-turn.js');
const { serve } = require('../../helpers/app.js');
const { onEachExpress } = require('../../helpers/express-versions.js');

describe('the end of a turn', () => {
  test('is one promise for all that ask in that turn, and another one later', async () => {
    const first = endOfTurn();
    await Promise.resolve();
    expect(endOfTurn()).toBe(first);
    await first;
    const second = endOfTurn();
    expect(second).not.toBe(first);
    await second;
  });

  test('comes after all callbacks that are due now', async () => {
    const order = [];
    setImmediate(() => order.push('callback'));
    const ended = endOfTurn().then(() => order.push('end'));
    await Promise.resolve();
    order.push('microtask');
    await ended;
    expect(order).toEqual(['microtask', 'callback', 'end']);
  });

  test('leaves everyone who waits in the own AsyncLocalStorage context', async () => {
    const storage = new AsyncLocalStorage();
    const seen = await Promise.all(
      [1, 2, 3].map((each) =>
        storage.run(each, async () => {
          await endOfTurn();
          return storage.getStore();
        }),
      ),
    );
    expect(seen).toEqual([1, 2, 3]);
  });
});

onEachExpress((express) => {
  test.each([['execute'], ['response']])(
    'the answers that an embedded store gives in one turn are sent together, mode %s',
    async (mode) => {
      const storage = new AsyncLocalStorage();
      const order = [];
      const handlers = [];
      // Each goes on in a callback of its own, all in one turn.
      const together = () =>
        new Promise((resolve) => {
          handlers.push(resolve);
          if (handlers.length === 3) for (const goOn of handlers) setImmediate(goOn);
        });
      const client = await serve(express, (app) => {
        app.use((req, res, next) => storage.run(req.body.n, next));
        app.use((req, res, next) => {
          const { end } = res;
          res.end = (...args) => {
            order.push(`sent ${storage.getStore()}`);
            return end.apply(res, args);
          };
          next();
        });
        app.use(idempotency({ mode, scope: false, store: new MemoryStore() }));
        const run = async (req, res) => {
          await together();
          order.push('ran');
          const { result } = await req.idempotency.execute(() => ({ n: storage.getStore() }));
          res.json(result);
        };
        app.post('/run', asyncRoute(run));
      });
      const answers = await Promise.all(
        [1, 2, 3].map((n) => client.post('/run', { key: `key-${n}`, body: { n } })),
      );
      expect(answers.map(({ json }) => json)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
      expect(order.slice(0, 3)).toEqual(['ran', 'ran', 'ran']);
      expect(order.slice(3).sort()).toEqual(['sent 1', 'sent 2', 'sent 3']);
    },
  );
});
