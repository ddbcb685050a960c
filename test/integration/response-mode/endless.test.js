'use strict';

const { asyncRoute, generateIdempotencyKey: newKey } = require('onceonly');
const { serveCaptured } = require('../../helpers/captured');
const { onEachSetup } = require('../../helpers/each-store');
const { until } = require('../../helpers/until');

const EVENTS = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' };

onEachSetup((express, store) => {
  const ways = {
    'writes the head of an event stream': (req, res) => {
      res.writeHead(200, EVENTS);
      res.write('data: 1\n\n');
      res.end();
    },
    'flushes the head of an event stream': (req, res) => {
      res.set(EVENTS).flushHeaders();
      res.write('data: 1\n\n');
      setImmediate(() => res.write('data: 2\n\n', () => res.end('data: 3\n\n')));
    },
    'writes to an event stream': async (req, res) => {
      res.setHeader('Content-Type', 'text/event-stream');
      res.write('data: 1\n\n');
      await new Promise(setImmediate);
      res.flushHeaders();
      res.end();
    },
    'changes the protocol': (req, res) => {
      res.writeHead(101, { Upgrade: 'chat', Connection: 'Upgrade' });
      res.end();
    },
  };

  test.each(Object.entries(ways))(
    'a handler that %s is refused at once, and not run again',
    async (name, handler) => {
      const runs = jest.fn(handler);
      const client = await serveCaptured(express, { store: store() }, asyncRoute(runs));
      const sent = { key: newKey(), body: {} };
      const first = await client.post('/run', sent);
      expect(first).toMatchObject({ status: 500, error: 'RESPONSE_NOT_CAPTURABLE' });
      expect(first.headers['content-type']).toBe('application/problem+json');
      const retry = await until(async () => {
        const answer = await client.post('/run', sent);
        return answer.error !== 'REQUEST_IN_PROGRESS' && answer;
      }, 'it is stored');
      expect(retry).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
      expect(runs).toHaveBeenCalledTimes(1);
    },
  );

  test('without a key an event stream is sent as ever', async () => {
    const client = await serveCaptured(express, { store: store() }, ways[Object.keys(ways)[0]]);
    expect(await client.post('/run', { body: {} })).toMatchObject({
      status: 200,
      text: 'data: 1\n\n',
    });
  });
});
