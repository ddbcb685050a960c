'use strict';

const native = require('../../../lib/native/binding');
const { NativeVerbs } = require('../../../lib/store/native/native-verbs');

const RECORD = 'i'.repeat(43);

const ADDRESS = { host: '127.0.0.1', port: 1, path: '', username: '', password: '', db: 0 };
const ALONE = { seeds: [], mayBeCluster: true, publish: true };
const SETTINGS = { prefix: 'idem', connectTimeoutMs: 100, commandTimeoutMs: 100, ...ALONE };

/** The verbs of a store whose server is not there; `onFailure` runs while the first failure is settled. */
function unreachable(onFailure) {
  let first = true;
  const failed = () => {
    if (!first) return;
    first = false;
    onFailure();
  };
  const create = (channel) => native.createRedisStore(ADDRESS, SETTINGS, channel);
  return new NativeVerbs(create, { failed, answered: () => {} });
}

// On a slow machine the time of a call may pass before the server has refused the connection.
const CODES = ['CONNECT_FAILED', 'STORE_TIMEOUT', 'STORE_CLOSED'];

const inspect = (verbs) => verbs.inspect({ id: RECORD, withPayload: false, timeoutMs: 50 });
const codeOf = (answer) => Promise.resolve(answer).catch((error) => error.code);

test('a store that is closed while an answer is settled leaves no other answer out', async () => {
  let late;
  const verbs = unreachable(() => {
    late = codeOf(inspect(verbs));
    verbs.close();
  });
  const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(inspect(verbs))));
  expect(codes).toHaveLength(200);
  for (const code of codes) expect(CODES).toContain(code);
  expect(await late).toBe('STORE_CLOSED');
});

test('a call that fails at once while an answer is settled changes no other answer', async () => {
  let late;
  const verbs = unreachable(() => {
    verbs.close();
    late = codeOf(inspect(verbs));
  });
  const codes = await Promise.all(Array.from({ length: 200 }, () => codeOf(inspect(verbs))));
  expect(codes).toHaveLength(200);
  for (const code of codes) expect(CODES).toContain(code);
  expect(await late).toBe('STORE_CLOSED');
});
