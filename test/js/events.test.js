'use strict';

const { EVENTS, NO_EVENTS, eventsFor } = require('../../lib/events.js');
const { readText } = require('../helpers/project.js');

const REQUEST = { id: 'i'.repeat(43), hint: 'h'.repeat(11), label: 'POST:/pay', key: 'secret' };

test('docs/events.md has every event with its level, and no other', () => {
  const rows = readText('docs/events.md').matchAll(/^\| `([\w-]+)` \| (\w+) \|/gm);
  const documented = [...rows].map(([, type, level]) => [type, level]);
  expect(documented).toEqual(Object.entries(EVENTS).map(([type, [level]]) => [type, level]));
});

test('index.d.ts names every event', () => {
  const [, union] = /type EventType =([^;]+);/.exec(readText('index.d.ts'));
  const names = [...union.matchAll(/'([\w-]+)'/g)].map(([, name]) => name);
  expect(names).toEqual(Object.keys(EVENTS));
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

test.each([['onEvent'], ['logger']])('what %s throws stays with it', (name) => {
  const fail = () => {
    throw new Error('not today');
  };
  const emitWarning = jest.spyOn(process, 'emitWarning').mockReturnValue();
  const events = eventsFor({ [name]: name === 'logger' ? { debug: fail } : fail });
  expect(() => events.emit('begun', REQUEST, {})).not.toThrow();
  expect(emitWarning.mock.calls.length).toBeLessThanOrEqual(1);
  emitWarning.mockRestore();
});

test('nobody who listens costs nothing', () => {
  expect(eventsFor({})).toBe(NO_EVENTS);
});
