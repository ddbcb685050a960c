'use strict';

const { randomAnswer } = require('./answers');
const { randomBody } = require('./bodies');
const { HEADERS, REASONS, error, place } = require('./random-parts');

const SMALL = [
  [1, 0],
  [2, 1],
  [4, 12],
  [2, 1500],
];
const STATUSES = [200, 200, 201, 202, 400, 404, 409, 422, 500, 599, 401, 403, 429, 503, 408, 504];

// What comes before the answer and does not write.
const BEFORE = [
  [4, (random) => ({ op: 'status', status: random.pick(STATUSES) })],
  [
    5,
    (random) => {
      const [name, value] = random.pick(HEADERS);
      return { op: 'set', name, value };
    },
  ],
  [1, (random) => ({ op: 'reason', reason: random.pick(REASONS) })],
  [1, () => ({ op: 'vary' })],
  [1, () => ({ op: 'cookie' })],
  [2, () => ({ op: 'session' })],
  [1, (random) => ({ op: 'write', body: randomBody(random, SMALL) })],
];

// What comes after the answer: late, and mostly by mistake.
const AFTER = [
  [5, (random) => ({ op: 'write', body: randomBody(random, SMALL), callback: random.chance(0.3) })],
  [4, (random) => ({ op: 'end', body: randomBody(random, SMALL), callback: random.chance(0.3) })],
  [4, () => ({ op: 'json', size: 1 })],
  [3, () => ({ op: 'set', name: 'X-Late', value: 'late' })],
  [2, () => ({ op: 'writeHead', status: 500, form: 'none', headers: [] })],
  [2, () => ({ op: 'flushHeaders' })],
  [1, () => ({ op: 'status', status: 500 })],
  [1, () => ({ op: 'redirect', status: 302, url: '/late' })],
  [4, error],
  [2, (random) => ({ op: 'destroy', what: random.pick(['res', 'socket', 'req']) })],
];

function drawn(random, choices) {
  const step = random.weighted(choices)(random);
  return { ...place(random), ...step };
}

// A handler that is given up, and may answer after that: long after, since a busy machine runs timers late.
function silent(random) {
  const late = {
    ...random.pick([
      { op: 'json', size: 1 },
      { op: 'flushHeaders' },
      { op: 'status', status: 201 },
    ]),
  };
  const wait = { at: 'timer', ms: random.pick([600, 650]) };
  return [{ op: 'never' }, ...(random.chance(0.5) ? [{ ...late, ...wait }] : [])];
}

/** A random handler as a list of steps: `{ style: 'callback' | 'async', steps: [{ op, at, ... }] }`. */
function randomProgram(random) {
  const style = random.pick(['callback', 'async']);
  if (random.chance(0.05)) return { style, steps: silent(random) };
  const before = Array.from(
    {
      length: random.weighted([
        [4, 0],
        [3, 1],
        [2, 2],
      ]),
    },
    () => drawn(random, BEFORE),
  );
  const answer = randomAnswer(random);
  const count = random.weighted([
    [5, 0],
    [4, 1],
    [2, 2],
  ]);
  const after = Array.from({ length: count }, () => ({
    ...drawn(random, AFTER),
    isLate: true,
    ...place(random, 0.6),
  }));
  const careless = random.chance(0.25);
  const steps = [...before, ...answer, ...after].map(({ unguarded, ...step }) => ({
    ...step,
    ...((careless || unguarded) && { unguarded: true }),
  }));
  return { style, steps };
}

module.exports = { randomProgram };
