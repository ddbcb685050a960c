'use strict';

const { strict: assert } = require('node:assert');
const { printCount, printRequest, printTitle, sendAloud } = require('./print');

const payment = { amount: 2500, customerId: 'cus_1', currency: 'eur' };

/** The request that charges a payment under a key. */
function charge(key, others = {}) {
  return { path: '/api/payments/charge', key, body: payment, ...others };
}

async function showRetries(client) {
  printTitle('A first charge');
  const first = await sendAloud(client, charge('order-1'));
  assert.equal(first.status, 200, 'the first charge did not succeed');
  assert.equal(first.cached, 'false', 'the first charge did not run');

  printTitle('The same request again');
  const retry = await sendAloud(client, charge('order-1'));
  assert.deepEqual(retry, { ...first, cached: 'true' }, 'a retry did not get the first answer');

  printTitle('The same key, another amount');
  const dearer = { ...payment, amount: 9900 };
  const other = await sendAloud(client, charge('order-1', { body: dearer }));
  assert.equal(other.status, 422, 'another amount under the same key was not refused');
  assert.equal(other.body.error, 'IDEMPOTENCY_KEY_REUSED', 'the refusal has another code');
}

async function showRace(client) {
  printTitle('Ten requests race on one key');
  printRequest(charge('order-2'));
  const race = Array.from({ length: 10 }, () => client.send(charge('order-2')));
  const answers = await Promise.all(race);
  const charged = answers.filter(({ status, cached }) => status === 200 && cached === 'false');
  const replayed = answers.filter(({ status, cached }) => status === 200 && cached === 'true');
  const refused = answers.filter(({ body }) => body.error === 'REQUEST_IN_PROGRESS');
  printCount(charged, '200  Idempotency-Cached: false');
  printCount(replayed, '200  Idempotency-Cached: true');
  printCount(refused, '409  REQUEST_IN_PROGRESS');

  assert.equal(charged.length, 1, 'not exactly one request of the race charged');
  assert.equal(replayed.length + refused.length, 9, 'the race had an unknown answer');
  for (const { status } of refused) assert.equal(status, 409, 'a refusal was no 409');
  for (const { text } of replayed) assert.equal(text, charged[0].text, 'a replay differs');
}

async function showDecline(client) {
  printTitle('A card that is declined, and the same request again');
  const bad = charge('order-3', { body: { ...payment, amount: -1 } });
  const first = await sendAloud(client, bad);
  assert.equal(first.status, 402, 'a bad amount was not declined');
  assert.equal(first.cached, 'false', 'the first decline did not run');
  assert.equal(first.body.error, 'CARD_DECLINED', 'the decline has another code');

  const retry = await sendAloud(client, bad);
  assert.deepEqual(retry, { ...first, cached: 'true' }, 'a retry did not get the same decline');
}

async function showUsers(client) {
  printTitle('Two users with one key');
  const [ann, bob] = ['ann', 'bob'].map((user) => charge('order-7', { user }));
  const first = await sendAloud(client, ann);
  const other = await sendAloud(client, bob);
  for (const { status, cached } of [first, other]) {
    assert.equal(status, 200, 'a user was not charged');
    assert.equal(cached, 'false', 'a user got an answer of somebody else');
  }
  assert.notEqual(other.body.id, first.body.id, 'two users have one charge');
}

module.exports = { charge, showDecline, showRace, showRetries, showUsers };
