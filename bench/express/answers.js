'use strict';

const { strict: assert } = require('node:assert');

const EXPECTED = { id: 'ch_1', amount: 4200, currency: 'EUR', status: 'succeeded' };
const PRODUCT = 'onceonly Redis, execute';
const BARE = 'no middleware';

/**
 * A request and its retry: same key, same answer, one run. Without this a variant might be fast because it does nothing.
 * Gives the headers of both answers.
 */
async function checkVariant({ name, isUnprotected }, app, load, port) {
  const key = `check-${name.replace(/\W+/g, '-')}`;
  const answers = [await load.call('request', port, key), await load.call('request', port, key)];
  for (const { status, body } of answers) {
    assert.equal(status, 200, `${name} answered ${status}: ${body}`);
    assert.deepEqual(JSON.parse(body), EXPECTED, name);
  }
  const runs = await app.call('charges');
  const expected = isUnprotected ? 2 : 1;
  assert.equal(runs, expected, `${name} ran the operation ${runs} times`);
  const [fresh, replay] = answers.map(({ head }) => headersIn(head));
  return { fresh, replay };
}

function headersIn(head) {
  const lines = head.split('\r\n').slice(1);
  return new Map(lines.map((line) => /^([^:]+): (.*)$/.exec(line).slice(1)));
}

/** What the product's answers have beyond those of the bare app, as flat lists of names and values. */
function addedHeaders(answers) {
  const added = (kind) =>
    [...answers[PRODUCT][kind]].filter(([name]) => !answers[BARE][kind].has(name)).flat();
  return { fresh: added('fresh'), replay: added('replay') };
}

// Duplicates that race may be refused while the first runs; nothing else may be.
const MAY_REFUSE = ['mixed', 'racing'];

/** Every answer of a slice was right, and the operation ran as often as the scenario says. `seen` is what was counted. */
function checkSlice({ name, isUnprotected }, { scenario, width }, seen) {
  const { requests, statuses, wrong, charges } = seen;
  const allowed = MAY_REFUSE.includes(scenario) ? ['200', '409'] : ['200'];
  const others = Object.keys(statuses).filter((status) => !allowed.includes(status));
  assert.deepEqual(others, [], `${name}, ${scenario}: ${JSON.stringify(statuses)}`);
  assert.equal(wrong, undefined, `${name}, ${scenario}: answered ${wrong}`);
  if (isUnprotected || scenario === 'fresh') {
    assert.equal(
      charges,
      requests,
      `${name}, ${scenario}: ${charges} runs for ${requests} requests`,
    );
  } else if (scenario === 'replay') {
    assert.ok(charges <= width, `${name} ran ${charges} times for ${width} keys`);
  }
}

module.exports = { addedHeaders, checkSlice, checkVariant };
