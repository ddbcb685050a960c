'use strict';

const { isLater } = require('./places');

const MOST_TRIES = 80;

function without(list, index) {
  return [...list.slice(0, index), ...list.slice(index + 1)];
}

function replaced(list, index, item) {
  return [...list.slice(0, index), item, ...list.slice(index + 1)];
}

function* smallerStacks(given) {
  for (const place of ['before', 'after']) {
    for (let i = 0; i < given[place].length; i++) {
      yield { ...given, [place]: without(given[place], i) };
    }
  }
}

function* smallerPrograms(given) {
  const { steps } = given.handler;
  const withSteps = (changed) => ({ ...given, handler: { ...given.handler, steps: changed } });
  for (let i = steps.length - 1; i >= 0 && steps.length > 1; i--) {
    // Without it a handler that is given up would be one that is slow.
    if (steps[i].op !== 'never') yield withSteps(without(steps, i));
  }
  // And one that answers at once would not be given up.
  const isGivenUp = steps.some(({ op }) => op === 'never');
  for (const [i, step] of steps.entries()) {
    if (!isGivenUp && isLater(step)) yield withSteps(replaced(steps, i, atOnce(step)));
    for (const smaller of smallerSteps(step)) {
      yield withSteps(replaced(steps, i, smaller));
    }
  }
}

function atOnce({ at, ms, ...step }) {
  return step;
}

function* smallerSteps(step) {
  if (step.body?.size > 1) yield { ...step, body: { ...step.body, kind: 'text', size: 1 } };
  if (step.chunks?.length > 1) yield { ...step, chunks: step.chunks.slice(0, 1) };
  if (step.headers?.length > 0) yield { ...step, headers: [] };
  if (step.size > 1) yield { ...step, size: 1 };
  for (const name of ['callback', 'unguarded', 'reason']) {
    if (!step[name]) continue;
    const { [name]: dropped, ...rest } = step;
    yield rest;
  }
}

// What any case may be without: `[member, plain value]`.
const PLAIN = [
  ['request', { method: 'POST', body: 'none', headers: {} }],
  ['errors', { kind: 'none', problem: false }],
  ['client', { connection: 'close', leave: null }],
  ['express', 5],
  ['store', 'memory'],
  ['store', 'slow'],
];

function* plainer(given) {
  for (const [member, value] of PLAIN) {
    const isPlain = JSON.stringify(given[member]) === JSON.stringify(value);
    if (!isPlain && !(member === 'store' && given.store === 'memory'))
      yield { ...given, [member]: value };
  }
  for (const name of Object.keys(given.options)) {
    const { [name]: dropped, ...options } = given.options;
    if (name !== 'operationTimeoutMs') yield { ...given, options };
  }
  const { style } = given.handler;
  if (style === 'async') yield { ...given, handler: { ...given.handler, style: 'callback' } };
}

function* smaller(given) {
  yield* smallerStacks(given);
  yield* plainer(given);
  yield* smallerPrograms(given);
}

/**
 * The smallest case found that still fails in the same way: `fails(given)` resolves to whether one does. Each step drops or
 * simplifies one thing, and is kept where the fault stays.
 */
async function shrink(given, fails) {
  let tries = 0;
  for (let best = given; ;) {
    const before = best;
    for (const candidate of smaller(best)) {
      if (tries++ === MOST_TRIES) return best;
      if (!(await fails(candidate))) continue;
      best = candidate;
      break;
    }
    if (best === before) return best;
  }
}

module.exports = { shrink };
