'use strict';

const { randomBytes } = require('node:crypto');

const { verbsInTransactions } = require('../../../lib/store/transactions');

const token = () => randomBytes(16).toString('base64url');

/** The functions of one transaction. `records` has what was written by them. */
function oneTransaction() {
  const records = new Map();
  return {
    records,
    look: jest.fn(async () => null),
    insert: jest.fn(async (id, record) => {
      records.set(id, record.toString());
      return true;
    }),
    swap: jest.fn(async () => false),
  };
}

/** Stores a result where no record stands. */
function complete(verbs, payload, timeoutMs = 2000) {
  const names = { id: randomBytes(32).toString('base64url'), token: token(), hint: '', label: '' };
  const attempt = { fingerprint: 'f'.repeat(49), otherFingerprint: '', fence: 7, attempt: 1 };
  const outcome = { kind: 'value', isOwner: false, payload: Buffer.from(payload), ttlMs: 60_000 };
  return verbs.complete({ ...names, ...attempt, ...outcome, timeoutMs, record: '' });
}

function begin(verbs) {
  const names = { id: randomBytes(32).toString('base64url'), token: token(), hint: '', label: '' };
  const call = { ...names, fingerprint: 'f'.repeat(49), otherFingerprint: '' };
  const rules = { onAbandoned: 'retry', maxAttempts: 3, leaseMs: 60_000, keepMs: 600_000 };
  return verbs.begin({ ...call, ...rules, timeoutMs: 2000 });
}

describe('verbs in a transaction', () => {
  let verbsOf;
  let first;
  let second;
  beforeEach(() => {
    verbsOf = verbsInTransactions(() => true);
    [first, second] = [oneTransaction(), oneTransaction()];
  });

  test('that have stored a result serve the next transaction, and write in that alone', async () => {
    const verbs = verbsOf(first);
    await complete(verbs, 'j1');
    await verbs.close();
    expect(verbsOf(second)).toBe(verbs);
    await complete(verbs, 'j2');
    expect([first, second].map(({ records }) => records.size)).toEqual([1, 1]);
  });

  test('serve one transaction at a time', async () => {
    const verbs = verbsOf(first);
    await complete(verbs, 'j1');
    expect(verbsOf(second)).not.toBe(verbs);
  });

  test('ask a transaction nothing that is over', async () => {
    const verbs = verbsOf(first);
    await complete(verbs, 'j1');
    await verbs.close();
    await expect(complete(verbs, 'j2')).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    expect(first.records.size).toBe(1);
  });

  test('whose call ran out of its time serve nobody else, since it may go on', async () => {
    first.look.mockReturnValue(new Promise(() => {}));
    first.insert.mockReturnValue(new Promise(() => {}));
    const verbs = verbsOf(first);
    await expect(complete(verbs, 'j1', 1)).rejects.toMatchObject({ code: 'STORE_TIMEOUT' });
    await verbs.close();
    expect(verbsOf(second)).not.toBe(verbs);
  });

  test('that have begun a key serve nobody else', async () => {
    const verbs = verbsOf(first);
    await begin(verbs);
    await complete(verbs, 'j1');
    await verbs.close();
    expect(verbsOf(second)).not.toBe(verbs);
  });

  test('that have stored nothing serve nobody else', async () => {
    const verbs = verbsOf(first);
    await verbs.close();
    expect(verbsOf(second)).not.toBe(verbs);
  });
});
