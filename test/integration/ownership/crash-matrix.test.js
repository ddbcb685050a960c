'use strict';

const { addressOf, newRequest, startFleet } = require('./fleet');

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

/** A process begins requests at `point`, one for each route, and is killed there; gives the requests. */
async function killAt(point, routes) {
  const victim = await fleet.add();
  const begun = routes.map(async (route) => {
    const sent = newRequest();
    const { line } = await fleet.stopAt(point, victim, route, sent);
    return { route, sent, effectId: line.effectId };
  });
  const crashed = await Promise.all(begun);
  await victim.process.kill();
  return crashed;
}

/** What the clients of a request see after the crash, and what is in the ledger then. */
async function recover({ route, sent, effectId }) {
  const answers = await fleet.retryUntilDecided(route, sent);
  const again = await Promise.all(fleet.apps.map(({ client }) => client.post(route, sent)));
  const ledger = await fleet.ledger(sent.key);
  for (const line of ledger) expect(line.effectId).toBe(effectId);
  return { decided: answers.at(-1), again, ledger };
}

function expectReplays(answers, { body }) {
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 200, cached: true });
    expect(answer.body.equals(body)).toBe(true);
  }
}

describe.each(LINES)('a process that is killed %s the effect', (point, lines) => {
  let retried;
  let conflicting;
  let reconciled;
  let settled;
  let freed;

  beforeAll(async () => {
    const routes = ['/retry', '/conflict', '/reconcile', '/conflict', '/conflict'];
    [retried, conflicting, reconciled, settled, freed] = await killAt(point, routes);
  });

  test("leaves a key that 'retry' runs again, as the second attempt of one effect", async () => {
    const { decided, again, ledger } = await recover(retried);
    expect(decided).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
    expectReplays(again, decided);
    expect(ledger).toHaveLength(lines.retry);
    expect(ledger.map(({ attempt }) => attempt)).toEqual([1, 2].slice(-lines.retry));
  });

  test("leaves the outcome of its key unknown with onAbandoned 'conflict'", async () => {
    const { decided, again, ledger } = await recover(conflicting);
    expect([decided, ...again]).toEqual([unknown, unknown, unknown]);
    expect(ledger).toHaveLength(lines.conflict);
  });

  test('leaves a key that is settled by a look into the ledger', async () => {
    const { decided, again, ledger } = await recover(reconciled);
    expect(ledger).toHaveLength(lines.reconcile);
    const isFound = point !== 'before';
    expect(decided).toMatchObject({ status: 200, cached: isFound, json: ledger[0] });
    expect(ledger[0].attempt).toBe(isFound ? 1 : 2);
    expectReplays(again, decided);
  });

  /** The id under which an operator finds a key whose outcome is not known. */
  async function findUnknown({ route, sent }) {
    const { id } = await fleet.store.inspect(addressOf(route, sent));
    const listed = await fleet.store.list({ state: 'unknown' });
    const found = listed.find((each) => each.id === id);
    expect(found).toMatchObject({ state: 'unknown', attempt: 1, label: 'POST:/conflict' });
    expect(await fleet.store.find(sent.key)).toEqual([expect.objectContaining({ id })]);
    return id;
  }

  test('leaves a key that an operator settles with a result, for all clients', async () => {
    await recover(settled);
    const id = await findUnknown(settled);
    const result = { settled: 'by hand' };
    expect(await fleet.store.resolve({ id }, { result })).toBe(true);
    const { decided, again, ledger } = await recover(settled);
    expect(decided).toMatchObject({ status: 200, cached: true, json: result });
    expectReplays(again, decided);
    expect(ledger).toHaveLength(lines.conflict);
    expect(await fleet.store.resolve({ id }, { free: true })).toBe(false);
  });

  test('leaves a key that an operator frees: it runs again, as the same effect', async () => {
    await recover(freed);
    const id = await findUnknown(freed);
    expect(await fleet.store.resolve({ id }, { free: true })).toBe(true);
    const { decided, again, ledger } = await recover(freed);
    expect(decided).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
    expectReplays(again, decided);
    expect(ledger).toHaveLength(lines.conflict + 1);
  });
});

test('a process that is killed between its result and its answer leaves the result', async () => {
  const crashed = await killAt('stored', ['/retry', '/conflict', '/reconcile']);
  for (const each of crashed) {
    const { decided, again, ledger } = await recover(each);
    expect(decided).toMatchObject({ status: 200, cached: true, json: { attempt: 1 } });
    expectReplays(again, decided);
    expect(ledger).toHaveLength(1);
  }
});
