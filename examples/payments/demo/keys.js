'use strict';

const { strict: assert } = require('node:assert');
const { charge } = require('./charges');
const { printTitle, sendAloud } = require('./print');

async function showSafeMethod(client, { id }) {
  printTitle('A safe method, which needs no key');
  const read = await sendAloud(client, {
    method: 'GET',
    path: `/api/orders/${id}`,
    key: 'order-1',
  });
  assert.equal(read.status, 200, 'a GET with a key was not answered');
  assert.equal(read.cached, null, 'a GET was taken for an operation');
}

async function showMissingKey(client) {
  printTitle('No key');
  const { status, body } = await sendAloud(client, charge());
  assert.equal(status, 400, 'a charge without a key was not refused');
  assert.equal(body.error, 'IDEMPOTENCY_KEY_REQUIRED', 'the refusal has another code');
}

async function showBrokenKey(client) {
  printTitle('A broken key');
  const { status, body } = await sendAloud(client, charge('"order-1'));
  assert.equal(status, 400, 'a key with one quote was not refused');
  assert.equal(body.error, 'INVALID_IDEMPOTENCY_KEY', 'the refusal has another code');
}

module.exports = { showBrokenKey, showMissingKey, showSafeMethod };
