'use strict';

const { strict: assert } = require('node:assert');

const REQUESTS = 'onceonly_requests_total{';
const OTHERS = [
  'onceonly_key_conflicts_total{',
  'onceonly_ownership_events_total{event="taken-over"',
];

/** What the gateway was asked to charge: once for each key and user. */
async function showLedger(client) {
  console.log('\nWhat the gateway was asked to charge\n   GET /api/payments/charges');
  const { status, body } = await client.send({ method: 'GET', path: '/api/payments/charges' });
  assert.equal(status, 200, 'the ledger was not listed');
  const lines = body.charges.map(({ id, amount, attempt }) =>
    JSON.stringify({ id, amount, attempt }),
  );
  console.log(`-> ${status}  ${body.count} charges\n   ${lines.join('\n   ')}`);
  const effects = new Set(body.charges.map(({ effectId }) => effectId));
  assert.equal(body.count, 5, 'the ledger has not one line per key that charged');
  assert.equal(effects.size, 5, 'two charges share an effectId');
}

/** What Prometheus sees of it. The counts agree with those of the client. */
async function showMetrics(client) {
  console.log('\nThe metrics\n   GET /metrics');
  const found = (await client.metrics(REQUESTS, ...OTHERS)).filter(({ value }) => value > 0);
  for (const { series, value } of found) console.log(`   ${series} ${value}`);
  const total = (outcome) =>
    found
      .filter(({ series }) => series.startsWith(REQUESTS) && series.includes(`"${outcome}"`))
      .reduce((sum, { value }) => sum + value, 0);
  for (const [outcome, count] of Object.entries(client.counts)) {
    assert.equal(total(outcome), count, `the metrics count other requests that were ${outcome}`);
  }
  const names = found.map(({ series }) => series);
  assert.ok(
    names.some((name) => name.includes('taken-over')),
    'the takeover was not counted',
  );
  assert.ok(
    names.some((name) => name.includes('"scope"')),
    'the key of two users was not counted',
  );
}

module.exports = { showLedger, showMetrics };
