'use strict';

// One client program under faults, in a process of its own: sends orders, and counts charges, answers and refusals.

const { setTimeout: pause } = require('node:timers/promises');

const { serve } = require('../../bench/harness/serve');
const clients = require('./clients');
const { peer } = require('./peers');

const AT_ONCE = 24;
const CHARGE_MS = 50;
const AGAIN_MS = 100;
// A request without an answer for so long counts as one that hangs. Its customer sends the key again.
const PATIENCE_MS = 6000;
const AUDITS_AT_ONCE = 32;
const AUDIT_ENDS_MS = 25_000;

const charges = new Map();
const answers = new Map();
const differing = new Set();
const errors = [];
let requests = 0;
let longestMs = 0;
let isTrading = true;
let client;
let traders;

async function charge(key) {
  const count = (charges.get(key) ?? 0) + 1;
  charges.set(key, count);
  await pause(CHARGE_MS);
  return { charge: `${key}/${count}` };
}

const isLate = Symbol('no answer');

/** One request: its outcome, or `isLate`. */
async function request(key) {
  const began = performance.now();
  requests += 1;
  const patience = new AbortController();
  const late = pause(PATIENCE_MS, isLate, { signal: patience.signal }).catch(() => isLate);
  const answered = await Promise.race([client.pay(key, () => charge(key)), late]);
  patience.abort();
  longestMs = Math.max(longestMs, performance.now() - began);
  return answered;
}

function take(key, answer) {
  const text = JSON.stringify(answer);
  if (!answers.has(key)) answers.set(key, text);
  if (answers.get(key) !== text) differing.add(key);
}

/** Sends a key until it is paid, or until `isOver()`. */
async function order(key, isOver = () => false) {
  while (!isOver()) {
    const answered = await request(key);
    if (answered.outcome === 'paid') return take(key, answered.answer);
    if (answered.outcome !== 'running') {
      const what = answered === isLate ? 'late' : answered.outcome;
      errors.push({ key, what, at: Date.now() });
    }
    await pause(AGAIN_MS);
  }
}

// All clients trade on the same servers, each with keys of its own.
async function trade(customer) {
  for (let i = 0; isTrading; i++) await order(`${process.pid}-${customer}-${i}`);
}

/** Asks for every key once more. A key that was forgotten is charged again. */
async function audit() {
  const keys = [...charges.keys()];
  const ends = performance.now() + AUDIT_ENDS_MS;
  const isOver = () => performance.now() > ends;
  const lane = async () => {
    for (let key = keys.pop(); key !== undefined && !isOver(); key = keys.pop()) {
      await order(key, isOver);
    }
  };
  await Promise.all(Array.from({ length: AUDITS_AT_ONCE }, lane));
}

async function withSlots(list) {
  const slotOf = peer('cluster-key-slot');
  return Promise.all(
    list.map(async ({ key, ...error }) => ({
      ...error,
      slot: answers.has(key) ? slotOf(`{${await client.slotName(key)}}`) : null,
    })),
  );
}

serve({
  async open(name, place) {
    client = await clients[name](place);
    await order(`${process.pid}-first`);
    errors.length = 0;
    longestMs = 0;
  },

  start() {
    traders = Promise.all(Array.from({ length: AT_ONCE }, (_, customer) => trade(customer)));
  },

  /** Ends the trade, and gives `{ keys, charges, requests, differing, unanswered, longestMs, errors }`. */
  async finish() {
    isTrading = false;
    await Promise.race([traders, pause(AUDIT_ENDS_MS)]);
    const seen = { requests, longestMs };
    const list = errors.splice(0);
    await audit();
    const sum = [...charges.values()].reduce((total, count) => total + count, 0);
    const all = { keys: charges.size, charges: sum, unanswered: charges.size - answers.size };
    return { ...all, ...seen, differing: differing.size, errors: await withSlots(list) };
  },

  async close() {
    await client.close();
    // A client that hangs would keep the process.
    setImmediate(() => process.exit());
  },
});
