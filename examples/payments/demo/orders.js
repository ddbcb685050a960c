'use strict';

const { strict: assert } = require('node:assert');
const { printCount, printRequest, printTitle, sendAloud } = require('./print');

const order = (key) => ({ path: '/api/orders', key, body: { items: ['book'] } });

async function showOrder(client) {
  printTitle('An order, and the same request again');
  const first = await sendAloud(client, order('order-4'));
  assert.equal(first.status, 201, 'the order was not created');
  assert.equal(first.location, `/api/orders/${first.body.id}`, 'the order has another place');

  const retry = await sendAloud(client, order('order-4'));
  assert.deepEqual(retry, { ...first, cached: 'true' }, 'a retry did not get the same response');
  const found = await client.send({ method: 'GET', path: first.location });
  assert.equal(found.text, first.text, 'the order is not at its place');
  return first.body;
}

async function showWaiting(client) {
  printTitle('Ten orders race on one key, and nine wait for the first');
  printRequest(order('order-6'));
  const race = Array.from({ length: 10 }, () => client.send(order('order-6')));
  const answers = await Promise.all(race);
  const created = answers.filter(({ status, cached }) => status === 201 && cached === 'false');
  const replayed = answers.filter(({ status, cached }) => status === 201 && cached === 'true');
  printCount(created, `201  Idempotency-Cached: false  Location: ${created[0]?.location}`);
  printCount(replayed, `201  Idempotency-Cached: true  Location: ${replayed[0]?.location}`);
  assert.equal(created.length, 1, 'not exactly one request of the race made an order');
  assert.equal(replayed.length, 9, 'a request did not wait for the order');
  for (const { text } of replayed) assert.equal(text, created[0].text, 'a replay differs');
}

module.exports = { showOrder, showWaiting };
