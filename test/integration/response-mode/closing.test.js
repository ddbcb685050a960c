'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveCaptured } = require('../../helpers/captured');
const { onEachSetup } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');
const { createGate } = require('../../helpers/gate');
const { slowStore } = require('../../helpers/slow-store');

const answers = {
  'in one go': (res) => res.json({ charged: true }),
  'as a stream': (res) => {
    res.type('json').write('{"charged"');
    res.end(':true}');
  },
  'with a known length': (res) => {
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 16 });
    res.write('{"charged"');
    res.write(':true}');
  },
};

const closings = {
  'answers again': (req, res) => res.json({ oops: 'a forgotten return' }),
  throws: () => {
    throw new Error('in an audit line');
  },
  'gives an error to Express': (req, res, next) => next(new Error('late')),
  'destroys the socket': (req) => req.socket.destroy(),
  'destroys the socket with an error': (req) =>
    req.socket.on('error', () => {}).destroy(new Error('x')),
  'ends the socket': (req) => req.socket.end(),
  'destroys the socket soon': (req) => req.socket.destroySoon(),
  'resets the connection': (req) => req.socket.resetAndDestroy(),
  'destroys the response': (req, res) => res.destroy(),
};

const cases = Object.keys(answers).flatMap((how) =>
  Object.keys(closings).map((what) => [how, what]),
);

function handlerOf(how, what, closed) {
  return (req, res, next) => {
    req.socket.on('close', closed);
    answers[how](res);
    return closings[what](req, res, next);
  };
}

function check({ status, json }, cached) {
  expect({ status, json, cached }).toEqual({ status: 200, json: { charged: true }, cached });
}

onEachSetup((express, store) => {
  test.each(cases)('an app that answers %s and then %s has answered', async (how, what) => {
    const closed = createGate();
    const handler = handlerOf(how, what, closed.open);
    const client = await serveCaptured(express, { store: store() }, handler);
    const sent = { key: newKey(), body: {} };
    check(await client.post('/run', sent), false);
    await closed.passed;
    check(await client.post('/run', sent), true);
  });
});

onEachExpress((express) => {
  test.each(cases)(
    'while the store takes its time, an app that answers %s and then %s waits',
    async (how, what) => {
      const { store, asked, open } = slowStore();
      const closed = jest.fn();
      const client = await serveCaptured(express, { store }, handlerOf(how, what, closed));
      const sent = { key: newKey(), body: {} };
      const answering = client.post('/run', sent);
      await asked;
      await new Promise(setImmediate);
      expect(closed).not.toHaveBeenCalled();
      open();
      check(await answering, false);
    },
  );

  test('a client that resets the connection is not waited for', async () => {
    const { store, asked, open } = slowStore();
    const sockets = [];
    const client = await serveCaptured(express, { store }, (req, res) => {
      sockets.push(req.socket);
      res.json({ charged: true });
    });
    const sent = { key: newKey(), body: {} };
    const { request, answered } = client.begin('POST', '/run', sent);
    request.on('error', () => {});
    answered.catch(() => {});
    await asked;
    const closed = new Promise((resolve) => sockets[0].once('close', resolve));
    request.socket.resetAndDestroy();
    await closed;
    open();
    check(await client.post('/run', sent), true);
  });
});
