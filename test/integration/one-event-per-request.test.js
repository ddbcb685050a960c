'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { setTimeout: wait } = require('node:timers/promises');
const v8 = require('node:v8');
const vm = require('node:vm');

const fc = require('fast-check');

const { idempotency, idempotentRoute } = require('onceonly');

const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { until } = require('../helpers/until');

// A request whose client left before its route did anything is told when its objects are collected.
v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc');

const HANG_MS = 30;

/** How an operation or a handler ends, by the name that a request sends. `req.body` counts, this does not. */
const ACTS = {
  returns: () => ({ done: true }),
  waits: () => wait(20, { done: true }),
  hangs: () => new Promise(() => {}),
  declines: () => fails(402),
  isBusy: () => fails(503),
  timesOut: () => fails(504),
  throwsNothing: () => Promise.reject(undefined),
  isTooLarge: () => 'x'.repeat(300),
  isNoJson: () => ({ big: 1n }),
};

function fails(status) {
  throw Object.assign(new Error('x'), { status });
}

const PATHS = [
  '/execute/route',
  '/execute/waiting',
  '/execute/called',
  '/execute/twice',
  '/execute/plain',
  '/execute/late',
  '/required/route',
  '/response/run',
  '/response/skipped',
  '/response/stream',
  '/slow/route',
  '/slow/plain',
];

const anyRequest = fc.record({
  at: fc.nat(2),
  method: fc.constantFrom('POST', 'POST', 'POST', 'POST', 'GET'),
  key: fc.constantFrom('a', 'a', 'a', 'b', undefined, 'not a key'),
  amount: fc.constantFrom(1, 1, 1, 2),
  act: fc.constantFrom(...Object.keys(ACTS)),
  leavesAfterMs: fc.constantFrom(200, 200, 200, 0, 5, 15),
  begins: fc.constantFrom(0, 0, 10, 40),
});

// Few paths in one plan, so that its keys meet.
const plans = fc
  .tuple(
    fc.shuffledSubarray(PATHS, { minLength: 3, maxLength: 3 }),
    fc.array(anyRequest, { minLength: 4, maxLength: 14 }),
  )
  .map(([paths, all]) => all.map((each) => ({ ...each, path: paths[each.at] })));

// The answer is that of the second call, and the outcome that of the first one.
const ANY = ['executed', 'replayed', 'in-progress', 'mismatch', 'unknown', 'unreplayable'];

/** The outcomes that a response allows, for a client that has stayed. */
function outcomesOf({ headers, text }, path) {
  const code = /"error":"([A-Z_]+)"/.exec(text)?.[1];
  if (headers['idempotency-cached'] === 'true') return ['replayed'];
  switch (code) {
    case 'REQUEST_IN_PROGRESS':
      return ['in-progress'];
    case 'IDEMPOTENCY_KEY_REUSED':
      return ['mismatch'];
    case 'OUTCOME_UNKNOWN':
      return ['unknown'];
    case 'RESULT_NOT_REPLAYABLE':
      return ['unreplayable'];
    case 'EXECUTE_TWICE':
      return ANY;
    case 'INVALID_IDEMPOTENCY_KEY':
    case 'IDEMPOTENCY_KEY_REQUIRED':
      return ['refused'];
    default:
      // The handler of a stream may be given up when its client has got a part of it.
      return ['executed', 'keyless', 'passed', ...(path === '/response/stream' ? ['unknown'] : [])];
  }
}

onEachSetup((express, store) => {
  const context = new AsyncLocalStorage();
  /** The events of each request, by its number. */
  const told = new Map();
  let client;
  let run = 0;
  let last = 0;

  /** Those of requests that were told when they were collected, outside of their contexts. */
  const toldLater = [];

  const onEvent = (event) => {
    if (event.type !== 'request') return;
    const number = context.getStore();
    if (number === undefined) toldLater.push(event);
    else told.get(number).push(event);
  };
  const act = (req) => ACTS[req.get('X-Act')]();
  const answerWith = (executed, res, next) =>
    executed
      .then(({ result }) => res.json(result))
      .catch((error) => next(error ?? new Error('nothing')));
  const answer = (req, res, next) => {
    const result = Promise.resolve().then(() => act(req));
    answerWith(
      result.then((value) => ({ result: value })),
      res,
      next,
    );
  };

  function define(app) {
    app.use((req, res, next) => {
      const each = Number(req.get('X-Number'));
      told.set(each, []);
      context.run(each, next);
    });
    const options = {
      store: store(),
      scope: false,
      onEvent,
      operationTimeoutMs: HANG_MS,
      maxResultBytes: 200,
      fingerprint: { headers: [] },
    };
    // Its client may have left when the middleware is called.
    app.use('/slow', (req, res, next) => void wait(10).then(() => next()), idempotency(options));
    app.use('/execute', idempotency(options));
    app.use('/required', idempotency(options), idempotency({ required: true }));
    app.use('/response', idempotency({ ...options, mode: 'response' }));
    app.all(['/execute/route', '/required/route', '/slow/route'], idempotentRoute(act));
    app.all('/execute/waiting', idempotentRoute(act, { inProgress: 'wait', maxWaitMs: 25 }));
    app.all('/execute/called', (req, res, next) => {
      const { execute } = req.idempotency;
      answerWith(
        execute(() => act(req)),
        res,
        next,
      );
    });
    app.all('/execute/twice', (req, res, next) => {
      const { execute } = req.idempotency;
      execute(() => act(req)).catch(() => {});
      answerWith(
        execute(() => act(req)),
        res,
        next,
      );
    });
    app.all(['/execute/plain', '/slow/plain'], (req, res) => res.json({}));
    // Its client may have left by then.
    app.all('/execute/late', (req, res, next) => {
      const executed = wait(10).then(() => req.idempotency.execute(() => act(req)));
      answerWith(executed, res, next);
    });
    app.all('/response/run', answer);
    app.all('/response/skipped', (req, res, next) => {
      res.idempotency?.skip();
      answer(req, res, next);
    });
    app.all('/response/stream', (req, res) => {
      res.write('one');
      wait(10).then(() => res.end('two'));
    });
  }

  /** Sends a request: its number, and its answer or undefined if the client has left. */
  async function send({ path, method, key, amount, act, leavesAfterMs, begins }) {
    await wait(begins);
    const each = ++last;
    const { request, answered } = client.begin(method, path, {
      key: key?.length === 1 ? `${key}-${run}` : key,
      body: { amount },
      headers: { 'X-Number': `${each}`, 'X-Act': act },
    });
    const answer = answered.catch(() => undefined);
    request.on('error', () => {});
    wait(leavesAfterMs).then(() => request.destroy());
    return [each, await answer];
  }

  async function everyRequestIsTold() {
    await until(() => {
      collectGarbage();
      return countOfEvents() >= told.size;
    }, 'each request is told');
  }

  function countOfEvents() {
    return [...told.values()].reduce((sum, { length }) => sum + length, toldLater.length);
  }

  test('every request that reaches a middleware has one event, whatever comes of it', async () => {
    client = await serve(express, define);
    const property = fc.asyncProperty(plans, async (plan) => {
      run++;
      const sent = await Promise.all(plan.map(send));
      await everyRequestIsTold();
      for (const [at, [each, answer]] of sent.entries()) {
        const { path } = plan[at];
        const [event] = told.get(each) ?? [];
        if (answer !== undefined) expect(outcomesOf(answer, path)).toContain(event.outcome);
      }
    });
    await fc.assert(property, { numRuns: 12, endOnFailure: true });
    // Of all plans: an event that came late would have been counted.
    const outcomes = [...told.values()].flat().map(({ outcome }) => outcome);
    const common = ['executed', 'refused', 'keyless', 'passed'];
    expect(outcomes).toEqual(expect.arrayContaining(common));
    const counts = [...told.values()].map(({ length }) => length);
    expect(counts.length).toBeGreaterThan(40);
    expect(counts.filter((count) => count > 1)).toEqual([]);
    expect(countOfEvents()).toBe(counts.length);
    for (const { outcome } of toldLater) expect(['passed', 'keyless']).toContain(outcome);
  });
});
