'use strict';

const { newRequest, startFleet } = require('./fleet');

const MAX_ATTEMPTS = 3;

test('an operation whose process dies each time is given up: its outcome is not known', async () => {
  const fleet = await startFleet(MAX_ATTEMPTS + 2, { leaseS: 0.5 });
  const victims = fleet.apps.slice(0, MAX_ATTEMPTS);
  const sent = newRequest();
  const attempts = [];
  for (const victim of victims) {
    const { line } = await fleet.stopAt('during', victim, '/retry', sent);
    attempts.push(line.attempt);
    await victim.process.kill();
  }
  const answers = await fleet.retryUntilDecided('/retry', sent);
  for (const answer of [answers.at(-1), await fleet.pick().post('/retry', sent)]) {
    expect(answer).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(answer.json.retryable).toBe(false);
  }
  expect(attempts).toEqual([1, 2, 3]);
  const ledger = await fleet.ledger(sent.key);
  expect(ledger).toHaveLength(MAX_ATTEMPTS);
  expect(new Set(ledger.map(({ effectId }) => effectId)).size).toBe(1);
});
