'use strict';

const { newRequest, startFleet } = require('./ownership/fleet');
const { testRetriesElsewhere, waitElsewhere } = require('./ownership/retries-elsewhere');

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
    testRetriesElsewhere(() => ({ fleet, one: apps[one], other: apps[other] }));
  });
});

describe('a retry that waits at the other version', () => {
  test.each([
    ['the current secret', ['old', 'new'], ['new', 'old']],
    ['no secret', [null, 'new'], ['new', null]],
  ])('gets the answer of an operation that began under %s', async (_, before, after) => {
    const [one, other] = await deploy([before, after]);
    const [first, retry] = await waitElsewhere({ fleet, one, other });
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
