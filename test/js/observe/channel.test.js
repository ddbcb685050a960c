'use strict';

const { spawnSync } = require('node:child_process');
const diagnostics = require('node:diagnostics_channel');

const { IdempotencyHandler, MemoryStore, StoreError } = require('onceonly');

const { eventsFor } = require('../../../lib/observe/events.js');
const { runChild } = require('../../helpers/child.js');
const { ROOT } = require('../../helpers/project.js');
const { handlerOn } = require('../mock-handler.js');

const CHANNEL = 'onceonly:event';
const REQUEST = { id: 'i'.repeat(43), hint: 'h'.repeat(11), label: 'POST:/pay', key: 'secret' };

const subscribed = [];
afterEach(() => subscribed.splice(0).forEach((each) => diagnostics.unsubscribe(CHANNEL, each)));

function subscribe(subscriber) {
  subscribed.push(subscriber);
  diagnostics.subscribe(CHANNEL, subscriber);
}

/** The events that a subscriber gets from now on. */
function collected() {
  const events = [];
  subscribe((event) => events.push(event));
  return events;
}

const typesOf = (events) => events.map(({ type }) => type);

describe('a subscriber of the channel', () => {
  test('gets the events of a handler that has none of its own', async () => {
    const events = collected();
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    await handler.execute('the-key', {}, () => 'the-result');
    await handler.execute('the-key', {}, () => 'the-result');
    expect(typesOf(events)).toEqual(expect.arrayContaining(['begun', 'replayed']));
    expect(JSON.stringify(events)).not.toMatch(/the-key|the-result/);
  });

  test('gets the same object as onEvent and the logger', () => {
    const events = collected();
    const onEvent = jest.fn();
    const logger = { debug: jest.fn(), info() {}, warn() {}, error() {} };
    eventsFor({ onEvent, logger }).emit('begun', REQUEST, { attempt: 1, ms: 2 });
    expect(events).toHaveLength(1);
    expect(onEvent.mock.calls[0][0]).toBe(events[0]);
    expect(logger.debug.mock.calls[0][0]).toBe(events[0]);
  });

  test('hears of a run that began before it came, and nothing once it has gone', async () => {
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    let events;
    const fail = () => {
      events = collected();
      throw Object.assign(new Error('later'), { status: 503 });
    };
    await handler.execute('k', {}, fail).catch(() => {});
    expect(typesOf(events)).toContain('freed');
    const { length } = events;
    diagnostics.unsubscribe(CHANNEL, subscribed.pop());
    await handler.execute('k', {}, () => 1);
    expect(events).toHaveLength(length);
  });

  test('gets an event of a store once, however many handlers it serves', async () => {
    const events = collected();
    const begin = () => {
      throw new StoreError('CONNECT_FAILED', 'refused', { retry: 'no' });
    };
    const onEvent = jest.fn();
    const { handler, store } = handlerOn({ begin }, { onEvent });
    const others = [1, 2, 3].map(() => new IdempotencyHandler({ store, onEvent }));
    const silent = new IdempotencyHandler({ store });
    for (const each of [handler, ...others, silent]) {
      await expect(each.execute('k', {}, () => 1)).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    }
    const down = (all) => all.filter(({ type }) => type === 'store-down');
    expect(down(events)).toEqual([{ type: 'store-down', code: 'CONNECT_FAILED' }]);
    expect(down(onEvent.mock.calls.map(([event]) => event))).toHaveLength(4);
  });
});

describe('a subscriber that fails', () => {
  // An exception that Node catches from a subscriber ends the process. So does a rejection that nobody handles.
  test.each([
    ['by throwing', '() => { throw new RangeError("with the-key in it"); }'],
    ['by rejecting', 'async () => { throw new RangeError("with the-key in it"); }'],
  ])('%s costs neither the request nor another subscriber, and is warned of', (_, failing) => {
    const seen = runChild(
      `
      const { subscribe } = require('node:diagnostics_channel');
      const { IdempotencyHandler } = require('onceonly');
      const [warnings, types] = [[], []];
      process.on('warning', ({ message }) => warnings.push(message));
      subscribe('${CHANNEL}', ${failing});
      subscribe('${CHANNEL}', ({ type }) => types.push(type));
      new IdempotencyHandler().execute('the-key', {}, () => 1).then((answer) => {
        setImmediate(() => console.log(JSON.stringify({ answer, warnings, types })));
      });
      `,
      { flags: ['--no-warnings'] },
    );
    expect(seen.answer).toEqual({ result: 1, cached: false });
    expect(seen.types).toContain('begun');
    expect(seen.warnings).toEqual([expect.stringContaining('threw RangeError')]);
    expect(seen.warnings[0]).not.toContain('the-key');
  });
});

describe('a process in which nobody listens', () => {
  /** What a process makes for its events that runs and replays requests in every mode, with `listen` before. */
  function madeFor(listen) {
    return runChild(
      `
      const { createHook } = require('node:async_hooks');
      const events = require('./lib/observe/events.js');
      const made = { contexts: 0, events: 0 };
      createHook({ init: (_, type) => { if (/^onceonly\\.(events|request)$/.test(type)) made.contexts++; } }).enable();
      // Every event of a request is told here.
      const { tell } = events.CHANNEL_ONLY.constructor.prototype;
      events.CHANNEL_ONLY.constructor.prototype.tell = function (event) { made.events++; tell.call(this, event); };
      ${listen}
      const express = require('express');
      const { idempotency, idempotentRoute, IdempotencyHandler, MemoryStore } = require('onceonly');
      const app = express();
      app.use('/execute', idempotency({ store: new MemoryStore() }), idempotentRoute(() => 1));
      app.use('/response', idempotency({ store: new MemoryStore(), mode: 'response', scope: false }), (req, res) => res.end());
      const server = app.listen(0, async () => {
        const url = 'http://127.0.0.1:' + server.address().port;
        for (const path of ['/execute', '/response', '/execute', '/response']) {
          for (const key of ['k', 'not a key', undefined]) {
            const headers = key === undefined ? {} : { 'Idempotency-Key': key };
            await (await fetch(url + path, { method: 'POST', headers })).text();
          }
        }
        const handler = new IdempotencyHandler({ store: new MemoryStore() });
        for (let i = 0; i < 2; i++) await handler.execute('k', {}, () => 1);
        console.log(JSON.stringify(made));
        process.exit();
      });`,
      { env: { NODE_ENV: 'test' }, flags: ['--no-warnings'] },
    );
  }

  test('makes nothing for the events of its requests', () => {
    expect(madeFor('')).toEqual({ contexts: 0, events: 0 });
  });

  const subscribed = (subscriber) =>
    `require('node:diagnostics_channel').subscribe('${CHANNEL}', ${subscriber});`;
  const withoutRuns = `Object.assign(() => {}, { [Symbol.for('onceonly.withoutRuns.1')]: true })`;

  test('makes the events of the requests alone for a subscriber that takes no others', () => {
    expect(madeFor(subscribed(withoutRuns)).events).toBe(14);
  });

  test('makes them all if another subscriber takes them', () => {
    const both = subscribed(withoutRuns) + subscribed('() => {}');
    expect(madeFor(both).events).toBe(14 + 2 * 3 + 3);
  });

  // Without this a fault of the count would let everything pass.
  test('is told apart from one in which somebody does', () => {
    const { contexts, events } = madeFor(subscribed('() => {}'));
    expect(contexts).toBeGreaterThan(3);
    // 14 requests, 3 runs that begin and complete, 3 replays.
    expect(events).toBe(14 + 2 * 3 + 3);
  });
});

describe('NODE_DEBUG', () => {
  /** The lines of events that a process writes to standard error that runs a key twice, by the name of a route with the key. */
  function printed(set) {
    const code = `
      const { IdempotencyHandler } = require('onceonly');
      const { eventsFor } = require('./lib/observe/events.js');
      const handler = new IdempotencyHandler();
      const twice = async () => {
        await handler.execute('the-key', {}, () => 'the-result');
        await handler.execute('the-key', {}, () => 'the-result');
        eventsFor({}).emit('begun', { id: 'x', hint: 'y', label: 'POST:/pay/the-key' }, {});
      };
      twice();`;
    const child = spawnSync(process.execPath, ['-e', code], {
      cwd: ROOT,
      env: { ...process.env, NODE_DEBUG: set },
      encoding: 'utf8',
    });
    expect([child.status, child.stdout]).toEqual([0, '']);
    return child.stderr.split('\n').filter((line) => line.startsWith('ONCEONLY '));
  }

  test('prints every event in one line, without the key', () => {
    const lines = printed('onceonly');
    const events = lines.map((line) => JSON.parse(line.slice(line.indexOf('{'))));
    expect(typesOf(events)).toEqual(expect.arrayContaining(['begun', 'replayed']));
    expect(events[0].keyHash).toMatch(/^[\w-]{11}$/);
    expect(lines.join()).not.toMatch(/the-key|the-result/);
  });

  test('prints nothing for other parts of a program', () => {
    expect(printed('http2')).toEqual([]);
  });
});
