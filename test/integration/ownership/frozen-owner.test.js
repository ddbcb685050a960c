'use strict';

const { until } = require('../../helpers/until');
const { addressOf, newRequest, startFleet } = require('./fleet');

const LEASE_S = 0.5;
const FROZEN_LEASES = 2;
// What a process does when it freezes, and what the others do meanwhile: by the name of its test.
const CASES = {
  before: { point: 'before', meanwhile: answerElsewhere },
  during: { point: 'during', meanwhile: answerElsewhere },
  after: { point: 'after', meanwhile: answerElsewhere },
  unasked: { point: 'during', meanwhile: () => undefined },
  race: { point: 'after', meanwhile: (sent) => fleet.stopAt('after', others[0], '/retry', sent) },
  declined: { point: 'before', meanwhile: answerElsewhere, headers: { 'X-Fail': '402' } },
  refused: { point: 'after', meanwhile: failElsewhere },
  busy: { point: 'before', meanwhile: answerElsewhere, headers: { 'X-Fail': '503' } },
};

let fleet;
let others;
/** By the same names: the request, what `meanwhile` gave, and the answer of the process that was frozen. */
const seen = {};

beforeAll(async () => {
  fleet = await startFleet(2, { leaseS: LEASE_S });
  others = fleet.apps;
  const owner = await fleet.add();
  const cases = Object.entries(CASES);
  const stopped = await Promise.all(
    cases.map(async ([name, { point, headers }]) => {
      seen[name] = { sent: newRequest() };
      return fleet.stopAt(point, owner, '/retry', seen[name].sent, headers);
    }),
  );
  owner.process.signal('SIGSTOP');
  const frozenAt = performance.now();
  for (const [name, { meanwhile }] of cases) {
    seen[name].meanwhile = await meanwhile(seen[name].sent);
  }
  const leases = () => (performance.now() - frozenAt) / fleet.leaseMs;
  await until(() => leases() > FROZEN_LEASES, 'two leases have passed');
  owner.process.signal('SIGCONT');
  await owner.client.post('/go-on');
  for (const [i, [name]] of cases.entries()) seen[name].own = await stopped[i].answered;
});

/** Resolves to the answer of the process that takes a key over. */
function answerElsewhere(sent) {
  return until(async () => {
    others.push(others.shift());
    const answer = await others[0].client.post('/retry', sent);
    return answer.status === 200 && answer;
  }, 'the key is taken over');
}

/** Resolves to the answer of the process that takes a key over and fails, as beside a gateway that knows the key in use. */
function failElsewhere(sent) {
  return until(async () => {
    others.push(others.shift());
    const answer = await others[0].client.post('/retry', {
      ...sent,
      headers: { 'X-Fail': '402' },
    });
    return answer.status === 402 && answer;
  }, 'the key is taken over by one that fails');
}

test.each(['before', 'during', 'after'])(
  'an owner that freezes %s the effect answers as the one that took over',
  async (point) => {
    const { sent, meanwhile, own } = seen[point];
    expect(meanwhile).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
    expect(own).toMatchObject({ status: 200, cached: true });
    expect(own.body.equals(meanwhile.body)).toBe(true);
    const ledger = await fleet.ledger(sent.key);
    expect(ledger).toHaveLength(2);
    expect(ledger[0].effectId).toBe(ledger[1].effectId);
  },
);

test('an owner that freezes while nobody asks keeps its key and its result', async () => {
  const { sent, own } = seen.unasked;
  expect(own).toMatchObject({ status: 200, cached: false, json: { attempt: 1 } });
  for (const { client } of fleet.apps) {
    const retry = await client.post('/retry', sent);
    expect(retry).toMatchObject({ status: 200, cached: true });
    expect(retry.body.equals(own.body)).toBe(true);
  }
  expect(await fleet.ledger(sent.key)).toHaveLength(1);
});

test('the first of two owners to succeed gives the answer of both', async () => {
  const { sent, meanwhile, own } = seen.race;
  expect(own).toMatchObject({ status: 200, cached: false, json: { attempt: 1 } });
  await Promise.all(others.map(({ client }) => client.post('/go-on')));
  const second = await meanwhile.answered;
  expect(second).toMatchObject({ status: 200, cached: true });
  expect(second.body.equals(own.body)).toBe(true);
  const ledger = await fleet.ledger(sent.key);
  expect(ledger.map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('a success takes the place of the error of the attempt that took over', async () => {
  const { sent, meanwhile, own } = seen.refused;
  expect(meanwhile).toMatchObject({ status: 402, cached: false });
  expect(own).toMatchObject({ status: 200, cached: false, json: { attempt: 1 } });
  for (const { client } of fleet.apps) {
    const retry = await client.post('/retry', sent);
    expect(retry).toMatchObject({ status: 200, cached: true });
    expect(retry.body.equals(own.body)).toBe(true);
  }
});

test.each(['declined', 'busy'])(
  'an owner that was replaced and fails then (%s) changes nothing',
  async (name) => {
    const { sent, meanwhile } = seen[name];
    const retry = await fleet.pick().post('/retry', sent);
    expect(retry).toMatchObject({ status: 200, cached: true });
    expect(retry.body.equals(meanwhile.body)).toBe(true);
    const found = await fleet.store.inspect(addressOf('/retry', sent));
    expect(found).toMatchObject({ state: 'done', attempt: 2 });
  },
);

test('the client of such an owner gets the stored result instead of an error that would be kept', () => {
  const { own, meanwhile } = seen.declined;
  expect(own).toMatchObject({ status: 200, cached: true });
  expect(own.body.equals(meanwhile.body)).toBe(true);
});

test('the client of such an owner is not told an error that says that nothing happened', () => {
  const { own } = seen.busy;
  expect(own).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
  expect(own.json.retryable).toBe(true);
});
