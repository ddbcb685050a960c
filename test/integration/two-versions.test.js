'use strict';

const { until } = require('../helpers/until');
const { newRequest, startFleet } = require('./ownership/fleet');

// Two versions of an app share the store during every deploy. Each step of docs/guides/same-request.md is one pair of versions.
const SEQUENCES = {
  'setting a secret': [undefined, [null, 'new'], ['new', null], 'new'],
  'rotating a secret': ['old', ['old', 'new'], ['new', 'old'], 'new'],
  'removing a secret': ['old', ['old', null], [null, 'old'], undefined],
};

let fleet;
beforeAll(async () => {
  fleet = await startFleet(0, { leaseS: 30 });
});

/** One process per version of the app, each with its own `secret`. */
async function deploy(secrets) {
  const apps = [];
  for (const secret of secrets) apps.push(await fleet.add(secret === undefined ? {} : { secret }));
  return apps;
}

describe.each(Object.entries(SEQUENCES))('%s', (_, secrets) => {
  let apps;
  beforeAll(async () => {
    apps = await deploy(secrets);
  });

  const steps = secrets.slice(1).flatMap((_, i) => [
    [i, i + 1],
    [i + 1, i],
  ]);
  describe.each(steps)('a key that version %i began and version %i is sent again', (one, other) => {
    test('is replayed when it is done', async () => {
      const sent = newRequest();
      const first = await apps[one].client.post('/retry', sent);
      const retry = await apps[other].client.post('/retry', sent);
      expect(first).toMatchObject({ status: 200, cached: false });
      expect(retry).toMatchObject({ status: 200, cached: true, json: first.json });
      expect(await fleet.ledger(sent.key)).toHaveLength(1);
    });

    test('is in progress while it runs', async () => {
      const sent = newRequest();
      const { answered } = await fleet.stopAt('during', apps[one], '/retry', sent);
      const { status, error } = await apps[other].client.post('/retry', sent);
      expect({ status, error }).toEqual({ status: 409, error: 'REQUEST_IN_PROGRESS' });
      await apps[one].client.post('/go-on');
      expect(await answered).toMatchObject({ status: 200, cached: false });
      const later = await apps[other].client.post('/retry', sent);
      expect(later).toMatchObject({ status: 200, cached: true });
    });

    test('runs again as the same effect when it was freed', async () => {
      const sent = newRequest();
      const failed = await apps[one].client.post('/retry', { ...sent, headers: { 'X-Fail': 503 } });
      expect(failed.status).toBe(503);
      const retry = await apps[other].client.post('/retry', sent);
      expect(retry).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
      const effects = (await fleet.ledger(sent.key)).map(({ effectId }) => effectId);
      expect(effects).toHaveLength(2);
      expect(effects[1]).toBe(effects[0]);
    });

    test('is refused with 422 when its body is another one', async () => {
      const sent = newRequest();
      await apps[one].client.post('/retry', sent);
      const changed = { ...sent, body: { amount: 1 } };
      const { status, error } = await apps[other].client.post('/retry', changed);
      expect({ status, error }).toEqual({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
    });
  });
});

describe('a retry that waits at the other version', () => {
  test.each([
    ['the current secret', ['old', 'new'], ['new', 'old']],
    ['no secret', [null, 'new'], ['new', null]],
  ])('gets the answer of an operation that began under %s', async (_, before, after) => {
    const [one, other] = await deploy([before, after]);
    const sent = newRequest();
    const { answered } = await fleet.stopAt('during', one, '/wait', sent);
    const waiting = other.client.post('/wait', sent);
    const channels = () => fleet.redis.command('PUBSUB', 'CHANNELS', 'idem:done:*');
    await until(async () => (await channels()).length > 0, 'the retry waits');
    await one.client.post('/go-on');
    const [first, retry] = await Promise.all([answered, waiting]);
    expect(retry).toMatchObject({ status: 200, cached: true, json: first.json });
  });
});

describe('changing fingerprint options', () => {
  const VERSIONS = [
    {},
    { fingerprint: { exclude: ['at'] } },
    { fingerprint: { query: false } },
    { fingerprint: false },
  ];
  let apps;
  beforeAll(async () => {
    apps = [];
    for (const options of VERSIONS) apps.push(await fleet.add(options));
  });

  test.each(VERSIONS.flatMap((_, one) => VERSIONS.map((_, other) => [one, other])))(
    'from version %i to %i answers a retry with its result or 503, never with 422 or a second run',
    async (one, other) => {
      const sent = newRequest();
      const first = await apps[one].client.post('/retry', sent);
      const retry = await apps[other].client.post('/retry', sent);
      const wanted =
        one === other ? { status: 200, cached: true } : { status: 503, error: 'LOCK_FAILED' };
      expect(first).toMatchObject({ status: 200, cached: false });
      expect(retry).toMatchObject(wanted);
      expect(await fleet.ledger(sent.key)).toHaveLength(1);
    },
  );
});
