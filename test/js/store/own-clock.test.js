'use strict';

const native = require('../../../lib/native/binding.js');
const { NativeVerbs } = require('../../../lib/store/native/native-verbs.js');

const CALL = {
  id: 'x'.repeat(43),
  fingerprint: 'f'.repeat(49),
  hint: '',
  label: '',
  timeoutMs: 1000,
};
const BEGIN = { ...CALL, leaseMs: 60_000, keepMs: 600_000, onAbandoned: 'retry', maxAttempts: 3 };

function verbsWith(ownClock) {
  return new NativeVerbs((channel) => native.createMemoryStore(10, 1e6, channel, ownClock));
}

test('an embedded store with a clock of its own goes by that clock', () => {
  const verbs = verbsWith(true);
  const begin = (token) => verbs.begin({ ...BEGIN, token });
  expect(begin('a').state).toBe('own');
  verbs.advance(59_000);
  expect(begin('b')).toMatchObject({ state: 'running', leftMs: expect.any(Number) });
  verbs.advance(1000);
  expect(begin('b')).toMatchObject({ state: 'silent', leftMs: 30_000 });
  verbs.advance(30_000);
  expect(begin('b')).toMatchObject({ state: 'own', attempt: 2, isRecovery: true });
  verbs.advance(600_000);
  expect(verbs.inspect({ ...CALL, withPayload: false }).state).toBe('absent');
  verbs.close();
});

test('another embedded store does not go by that clock', () => {
  const [one, other] = [verbsWith(true), verbsWith(false)];
  for (const verbs of [one, other]) verbs.begin({ ...BEGIN, token: 'a' });
  for (const verbs of [one, other]) verbs.advance(3_600_000);
  expect(one.inspect({ ...CALL, withPayload: false }).state).toBe('absent');
  expect(other.inspect({ ...CALL, withPayload: false }).state).toBe('running');
  for (const verbs of [one, other]) verbs.close();
});
