'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { newRequest, startFleet } = require('./fleet');

const LEASE_S = 2;
const LEASE_MS = LEASE_S * 1000;
const CLIENTS_OF_A_KIND = 3;

let fleet;
let survivors;
let killedAt;
const crashed = { impatient: [], patient: [], moving: [] };

beforeAll(async () => {
  fleet = await startFleet(4, { leaseS: LEASE_S });
  const [victim] = fleet.apps;
  const kinds = Object.values(crashed);
  for (const kind of kinds) kind.push(...Array.from({ length: CLIENTS_OF_A_KIND }, newRequest));
  await Promise.all(kinds.flat().map((sent) => fleet.stopAt('during', victim, '/retry', sent)));
  await victim.process.kill();
  killedAt = performance.now();
  survivors = fleet.apps.map(({ client }) => client);
});

/** A client that sends its request once more each `paceMs`, to where `route` says, until it has its answer. */
async function retry(sent, paceMs, route) {
  const asked = [];
  for (;;) {
    // The pace of the client, not a wait for anything.
    await wait(paceMs);
    const client = route();
    asked.push(client);
    const answer = await client.post('/retry', sent);
    if (answer.status !== 409) return { sent, answer, asked, ms: performance.now() - killedAt };
    expect(answer.error).toBe('REQUEST_IN_PROGRESS');
  }
}

/** All clients of all kinds set out at the crash; they are asked for by whichever test comes first. */
let settling;
function settle() {
  settling ??= settleAll();
  return settling;
}

async function settleAll() {
  const all = (sents, paceMs, routeOf) =>
    Promise.all(sents.map((sent) => retry(sent, paceMs, routeOf())));
  const anywhere = () => () => fleet.pick();
  const [impatient, patient, moving] = await Promise.all([
    all(crashed.impatient, 1000, anywhere),
    all(crashed.patient, LEASE_MS, anywhere),
    all(crashed.moving, LEASE_MS, elsewhereEachTime),
  ]);
  return { impatient, patient, moving };
}

/** Routes each request of a client to a process that has not seen it, as long as there is one. */
function elsewhereEachTime() {
  const left = survivors.toSorted(() => Math.random() - 0.5);
  return () => left.shift() ?? fleet.pick();
}

async function expectRecovered({ sent, answer }) {
  expect(answer).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
  const ledger = await fleet.ledger(sent.key);
  expect(ledger.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(ledger[0].effectId).toBe(ledger[1].effectId);
}

function show(kind, clients) {
  const seconds = clients.map(({ ms }) => (ms / 1000).toFixed(1)).join(', ');
  console.info(`${kind}: answered ${seconds} s after the crash, with a lease of ${LEASE_S} s`);
}

// A slow machine makes the pauses longer, never shorter: what is counted are retries, not seconds.
test('a client that retries once a second has its answer within 1.5 leases and 2 seconds', async () => {
  const { impatient } = await settle();
  show('once a second', impatient);
  for (const client of impatient) {
    await expectRecovered(client);
    expect(client.asked.length).toBeLessThanOrEqual(1.5 * LEASE_S + 2);
  }
});

test('a client that retries once per lease has its answer within three leases', async () => {
  const { patient } = await settle();
  show('once per lease', patient);
  for (const client of patient) {
    await expectRecovered(client);
    expect(client.asked.length).toBeLessThanOrEqual(3);
  }
});

test('no request needs to reach the same process twice', async () => {
  const { moving } = await settle();
  show('never the same process', moving);
  for (const client of moving) {
    await expectRecovered(client);
    expect(new Set(client.asked).size).toBe(client.asked.length);
  }
});
