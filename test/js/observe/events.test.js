'use strict';

const { EVENTS, CHANNEL_ONLY, eventsFor } = require('../../../lib/observe/events.js');
const { runChild } = require('../../helpers/child.js');
const { literalsOf } = require('../../helpers/declarations.js');
const { listFiles, readText } = require('../../helpers/project.js');
const { handlerOn } = require('../mock-handler.js');

const LEVELS = ['debug', 'info', 'warn', 'error'];

const REQUEST = { id: 'i'.repeat(43), hint: 'h'.repeat(11), label: 'POST:/pay', key: 'secret' };

function mockLogger() {
  return Object.fromEntries(LEVELS.map((level) => [level, jest.fn()]));
}

test('the reference of events has every event with its level, and no other', () => {
  const sections = readText('docs/reference/events.md').matchAll(/^### (.+)\n\n(.+)$/gm);
  const documented = [...sections].map(([, heading, line]) => [
    heading.replaceAll('`', ''),
    /^Level: (\w+)\.$/.exec(line)?.[1],
  ]);
  const levels = Object.entries(EVENTS).map(([type, [level]]) => [type, level]);
  expect(documented.sort()).toEqual(levels.sort());
});

test('the declarations name every event', () => {
  expect(literalsOf('EventType')).toEqual(Object.keys(EVENTS));
});

test('onEvent and logger get the same flat object, without the key', () => {
  const onEvent = jest.fn();
  const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  eventsFor({ onEvent, logger }).emit('mismatch', REQUEST, { attempt: 2, ms: 7 });
  const event = {
    type: 'mismatch',
    id: REQUEST.id,
    keyHash: REQUEST.hint,
    label: 'POST:/pay',
    route: '',
    attempt: 2,
    ms: 7,
  };
  expect(onEvent.mock.calls).toEqual([[event]]);
  expect(logger.warn.mock.calls).toEqual([[event, `onceonly: ${EVENTS.mismatch[1]}`]]);
  expect(logger.error).not.toHaveBeenCalled();
});

test('without a hint there is no keyHash, and a whole store has no request', () => {
  const onEvent = jest.fn();
  const events = eventsFor({ onEvent });
  events.emit('begun', { ...REQUEST, hint: '' }, {});
  events.emit('store-up', undefined, { ms: 1 });
  expect(onEvent.mock.calls[0][0]).not.toHaveProperty('keyHash');
  expect(onEvent.mock.calls[1]).toEqual([{ type: 'store-up', ms: 1 }]);
});

describe('a logger', () => {
  test.each(Object.entries(EVENTS))('gets %s at the level of %j', (type, said) => {
    const [level, message] = said;
    const logger = mockLogger();
    eventsFor({ logger }).emit(type, REQUEST, {});
    expect(LEVELS).toContain(level);
    for (const each of LEVELS) {
      expect(logger[each]).toHaveBeenCalledTimes(each === level ? 1 : 0);
    }
    expect(logger[level]).toHaveBeenCalledWith(
      expect.objectContaining({ type }),
      `onceonly: ${message}`,
    );
  });

  test('is called as an object with methods', () => {
    class Logger {
      #lines = [];
      info(event, message) {
        this.#lines.push(message);
      }
      get lines() {
        return this.#lines;
      }
    }
    const logger = new Logger();
    eventsFor({ logger }).emit('freed', REQUEST, {});
    expect(logger.lines).toHaveLength(1);
  });
});

describe('every event that the sources emit', () => {
  // The literals of the first argument; of a conditional one those that it chooses between. An app has events of its own.
  const emitted = listFiles('lib', /\.js$/)
    .map(readText)
    .flatMap((text) => [...text.matchAll(/(?<!app\.)\bemit\(([^,;]+),/g)])
    .map(([, argument]) => argument.split('?').at(-1))
    .flatMap((choices) => [...choices.matchAll(/'([a-z-]+)'/g)])
    .map(([, type]) => type);

  test('is in the table', () => {
    expect(emitted.length).toBeGreaterThan(10);
    for (const type of emitted) expect(Object.keys(EVENTS)).toContain(type);
  });
});

describe('a handler that fails', () => {
  const warnings = [];
  let emitWarning;

  beforeAll(() => {
    // The store of these tests is of the older form, of which a process is warned as well.
    const keep = (message, { code }) => {
      if (code === 'ONCEONLY_EVENT_HANDLER') warnings.push({ message, code });
    };
    emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(keep);
  });
  afterAll(() => emitWarning.mockRestore());

  const fail = () => {
    throw new RangeError('with the-key in it');
  };

  test.each([
    ['by throwing', { onEvent: fail }],
    ['by rejecting', { onEvent: async () => fail() }],
    ['in a logger', { logger: { ...mockLogger(), debug: fail } }],
  ])('%s costs no request and is warned of once, without its message', async (_, options) => {
    const { handler } = handlerOn({}, options);
    for (const result of [1, 2]) {
      const outcome = await handler.execute('k', {}, ({ effectId }) => effectId && result);
      expect(outcome).toEqual({ result, cached: false });
    }
    expect(warnings).toEqual([
      { code: 'ONCEONLY_EVENT_HANDLER', message: expect.stringContaining('RangeError') },
    ]);
    expect(warnings[0].message).not.toContain('the-key');
  });
});

describe('an event that nobody listens to', () => {
  // In a process of its own: all test files of a worker share the channel, and with it the subscribers of an app's metrics.
  test('is not made', () => {
    const seen = runChild(`
      const { eventsFor } = require('./lib/observe/events.js');
      const events = eventsFor({});
      let reads = 0;
      const request = new Proxy({}, { get: () => void (reads += 1) });
      events.emit('begun', request, {});
      console.log(JSON.stringify({ isHeard: events.isHeard, reads }));`);
    expect(seen).toEqual({ isHeard: false, reads: 0 });
  });

  test('is not made for handlers that have none of their own, which share one object', () => {
    expect(eventsFor({})).toBe(CHANNEL_ONLY);
    expect(eventsFor({ onEvent() {} })).not.toBe(CHANNEL_ONLY);
  });
});
