'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const { IdempotencyHandler, MemoryStore } = require('onceonly');

const { tracing } = require('../../../lib/observe/tracing.js');

const subscriber = () => {};
let warnings;
let emitWarning;

beforeEach(() => {
  diagnostics.subscribe('onceonly:event', subscriber);
  warnings = [];
  emitWarning = jest
    .spyOn(process, 'emitWarning')
    .mockImplementation((_, { code }) => warnings.push(code));
});
afterEach(() => {
  tracing.tracer = undefined;
  diagnostics.unsubscribe('onceonly:event', subscriber);
  emitWarning.mockRestore();
});

const run = (operation, key = 'k') =>
  new IdempotencyHandler({ store: new MemoryStore() }).execute(key, {}, operation);

describe('a tracer', () => {
  test('gets the report of an execution before it begins, and its event when it has ended', async () => {
    const told = [];
    tracing.tracer = {
      around(report, start) {
        told.push(report.id);
        report.whenTold = (event) => told.push(event);
        start();
      },
    };
    await run(() => told.push('operation'));
    const [id, operation, event] = told;
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(operation).toBe('operation');
    expect(event).toMatchObject({ type: 'request', outcome: 'executed', id });
  });

  test('puts the operation into its own context', async () => {
    const storage = new AsyncLocalStorage();
    tracing.tracer = { around: (report, start) => storage.run('span', start) };
    expect(await run(() => storage.getStore())).toEqual({ result: 'span', cached: false });
  });

  const fail = () => {
    throw new RangeError('no span');
  };
  test.each([
    ['before the execution', fail],
    ['after the execution has begun', (_, start) => start() && fail()],
    ['by starting it twice', (_, start) => start() === start()],
    ['by starting nothing', () => {}],
    ['when the event is told', (report, start) => (report.whenTold = fail) && start()],
  ])('that fails %s harms nothing, and the operation runs once', async (_, around) => {
    tracing.tracer = { around };
    const operation = jest.fn(() => 1);
    expect(await run(operation)).toEqual({ result: 1, cached: false });
    expect(operation).toHaveBeenCalledTimes(1);
    expect(warnings.filter((code) => code !== 'ONCEONLY_EVENT_HANDLER')).toEqual([]);
  });
});
