'use strict';

const { newRequest, startFleet } = require('./fleet');

const POLICIES = ['retry', 'conflict', 'reconcile'];
// Lines of the ledger, by where the process was killed, after the retries have been answered.
const LINES = [
  ['before', { retry: 1, conflict: 0, reconcile: 1 }],
  ['during', { retry: 2, conflict: 1, reconcile: 1 }],
  ['after', { retry: 2, conflict: 1, reconcile: 1 }],
];
const unknown = expect.objectContaining({ status: 409, error: 'OUTCOME_UNKNOWN' });

let fleet;

beforeAll(async () => {
  fleet = await startFleet(2, { leaseS: 0.5 });
});

describe.each(LINES)('a process that is killed %s the effect', (point, lines) => {
  const crashed = {};

  beforeAll(async () => {
    const victim = await fleet.add();
    await Promise.all(
      POLICIES.map(async (policy) => {
        const sent = newRequest();
        const { line } = await fleet.stopAt(point, victim, `/${policy}`, sent);
        crashed[policy] = { sent, effectId: line.effectId };
      }),
    );
    await victim.process.kill();
  });

  /** What the clients of one policy see, and what is in the ledger then. */
  async function recover(policy) {
    const { sent, effectId } = crashed[policy];
    const answers = await fleet.retryUntilDecided(`/${policy}`, sent);
    const again = await Promise.all(
      fleet.apps.map(({ client }) => client.post(`/${policy}`, sent)),
    );
    const ledger = await fleet.ledger(sent.key);
    for (const line of ledger) expect(line.effectId).toBe(effectId);
    return { sent, decided: answers.at(-1), again, ledger };
  }

  test("leaves a key that 'retry' runs again, as the second attempt of one effect", async () => {
    const { decided, again, ledger } = await recover('retry');
    expect(decided).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
    for (const answer of again) {
      expect(answer).toMatchObject({ status: 200, cached: true });
      expect(answer.body.equals(decided.body)).toBe(true);
    }
    expect(ledger).toHaveLength(lines.retry);
    expect(ledger.map(({ attempt }) => attempt)).toEqual([1, 2].slice(-lines.retry));
  });

  test("leaves a key whose outcome 'conflict' says is not known", async () => {
    const { decided, again, ledger } = await recover('conflict');
    expect([decided, ...again]).toEqual([unknown, unknown, unknown]);
    expect(ledger).toHaveLength(lines.conflict);
  });

  test('leaves a key that is settled by a look into the ledger', async () => {
    const { decided, again, ledger } = await recover('reconcile');
    expect(ledger).toHaveLength(lines.reconcile);
    const found = point !== 'before';
    expect(decided).toMatchObject({ status: 200, cached: found, json: ledger[0] });
    expect(ledger[0].attempt).toBe(found ? 1 : 2);
    for (const answer of again) {
      expect(answer).toMatchObject({ status: 200, cached: true });
      expect(answer.body.equals(decided.body)).toBe(true);
    }
  });
});
