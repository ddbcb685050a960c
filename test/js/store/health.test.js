'use strict';

const { CHANNEL_ONLY } = require('../../../lib/observe/events.js');
const { Health } = require('../../../lib/store/health.js');
const { runChild } = require('../../helpers/child.js');

let health;
let told;
let events;

beforeEach(() => {
  health = new Health();
  told = [];
  // Held here: the health of a store holds its listeners weakly.
  events = { emit: (type, request, fields) => told.push([type, request, fields]) };
  health.listen(events);
});

const UP = ['store-up', undefined, { ms: expect.any(Number) }];

test('the loss and the return of a store are told once each', () => {
  health.answered();
  for (let i = 0; i < 3; i++) health.failed('CONNECT_FAILED');
  expect(told).toEqual([['store-down', undefined, { code: 'CONNECT_FAILED' }]]);
  for (let i = 0; i < 3; i++) health.answered();
  expect(told.slice(1)).toEqual([UP]);
  health.failed('TIMEOUT');
  expect(told.at(-1)).toEqual(['store-down', undefined, { code: 'TIMEOUT' }]);
});

test('an open breaker is told once per outage, with the error behind it', () => {
  health.failed('CONNECT_FAILED');
  for (let i = 0; i < 2; i++) health.failed('BREAKER_OPEN', 'CONNECT_FAILED');
  expect(told.map(([type]) => type)).toEqual(['store-down', 'breaker']);
  expect(told[1][2]).toEqual({ code: 'CONNECT_FAILED' });
  health.answered();
  health.failed('BREAKER_OPEN', 'AUTH_FAILED');
  expect(told.slice(3)).toEqual([
    ['store-down', undefined, { code: 'AUTH_FAILED' }],
    ['breaker', undefined, { code: 'AUTH_FAILED' }],
  ]);
});

test.each(['STORE_CLOSED', 'BAD_ANSWER', 'SERVER_ERROR', 'UNEXPECTED_REPLY'])(
  '%s says nothing of whether the store can be reached',
  (code) => {
    health.failed(code);
    health.answered();
    expect(told).toEqual([]);
  },
);

describe('of a cluster', () => {
  let nodes;

  beforeEach(() => {
    nodes = ['a:1', 'b:1'];
    health = new Health({
      partOf: (id) => `${id[0]}:1`,
      status: () => ({ nodes: nodes.map((address) => ({ address })) }),
    });
    health.listen(events);
  });

  test('the loss and the return of each node are told, and no other node says that it is back', () => {
    health.failed('CONNECT_FAILED', undefined, 'a1');
    health.failed('BREAKER_OPEN', 'TIMEOUT', 'b1');
    health.answered('b2');
    expect(health.isDown).toBe(true);
    health.answered('a2');
    expect(health.isDown).toBe(false);
    expect(told.map(([type, , { node }]) => [type, node])).toEqual([
      ['store-down', 'a:1'],
      ['store-down', 'b:1'],
      ['breaker', 'b:1'],
      ['store-up', 'b:1'],
      ['store-up', 'a:1'],
    ]);
  });

  test('a node that has left is down no more', () => {
    health.failed('CONNECT_FAILED', undefined, 'a1');
    nodes = ['b:1', 'c:1'];
    health.answered('b1');
    expect(told.map(([type, , { node }]) => [type, node])).toEqual([
      ['store-down', 'a:1'],
      ['store-up', 'a:1'],
    ]);
  });
});

test('everyone who listens is told, with fields of its own choice', () => {
  const other = { emit: jest.fn() };
  health.listen(other);
  health.emit('drained', { running: 1 });
  expect(other.emit).toHaveBeenCalledWith('drained', undefined, { running: 1 });
  expect(told).toEqual([['drained', undefined, { running: 1 }]]);
});

test('a listener that wants no events is not kept', () => {
  const emit = jest.spyOn(CHANNEL_ONLY, 'emit');
  health.listen(CHANNEL_ONLY);
  health.failed('CONNECT_FAILED');
  expect(emit).not.toHaveBeenCalled();
  emit.mockRestore();
});

test('a forgotten listener is collected, and the others are told on', () => {
  const outcome = runChild(
    `
    const { Health } = require('./lib/store/health.js');
    const health = new Health();
    const heard = [];
    const listenTo = (name) => {
      const events = { emit: (type) => heard.push(name + ' ' + type) };
      health.listen(events);
      return events;
    };
    const kept = listenTo('kept');
    const collected = new FinalizationRegistry(() => {
      health.failed('CONNECT_FAILED');
      console.log(JSON.stringify({ heard, kept: typeof kept.emit }));
      clearInterval(timer);
    });
    collected.register(listenTo('forgotten'));
    const timer = setInterval(() => globalThis.gc(), 10);
  `,
    { flags: ['--expose-gc'] },
  );
  expect(outcome).toEqual({ heard: ['kept store-down'], kept: 'function' });
});
