'use strict';

const { randomBytes } = require('node:crypto');

// A key ring asks its function again after ten seconds at the earliest.
let mockPassedMs = 0;
jest.mock('../../../lib/native/clock.js', () => {
  const clock = jest.requireActual('../../../lib/native/clock.js');
  return { ...clock, monotonicMs: () => clock.monotonicMs() + mockPassedMs };
});

const { IdempotencyHandler, createStore } = require('onceonly');
const { encrypted } = require('onceonly/encryption');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { storedAt } = require('../../helpers/plant');
const { until } = require('../../helpers/until');

const SECRETS = { old: randomBytes(32), new: randomBytes(32) };
const PROCESSES = 3;
const CLIENTS = 8;
const RECENT = 20;
const params = { amount: 1 };

const secretsOf = (...names) => Object.fromEntries(names.map((name) => [name, SECRETS[name]]));

/** A process of the app: what it does with a key, and its store. */
async function startProcess(serializer) {
  const store = createStore({ redis: (await sharedRedis()).url });
  atEnd(() => store.close());
  await serializer.prepare();
  const handler = new IdempotencyHandler({ store, serializer, inProgress: 'wait' });
  return { store, execute: (key, operation) => handler.execute(key, params, operation) };
}

/** Clients that send new keys and old ones to the processes of a fleet, in turn, until `end()`. */
class Load {
  runs = new Map();
  failures = [];
  /** Outcomes and replays so far. */
  seen = { outcomes: 0, replays: 0 };
  /** The keys that are sent again. */
  again = [];
  #fleet;
  #name;
  #turn = 0;
  #next = 0;
  #isOver = false;
  #clients;

  constructor(fleet, name) {
    this.#fleet = fleet;
    this.#name = name;
    this.#clients = Array.from({ length: CLIENTS }, () => this.#client());
  }

  /** Resolves when so many more requests have their outcome. */
  pass(count) {
    const goal = this.seen.outcomes + count;
    return until(() => this.seen.outcomes >= goal, `${goal} requests had an outcome`);
  }

  end() {
    this.#isOver = true;
    return Promise.all(this.#clients);
  }

  async #client() {
    while (!this.#isOver) await this.#request(this.#turn++);
  }

  /** One of the last keys, or the next one of all. */
  #earlier(turn) {
    const { again } = this;
    if (turn % 4 === 2) return again[this.#next++ % again.length];
    return again.at(-1 - (turn % Math.min(again.length, RECENT)));
  }

  async #request(turn) {
    const isNew = turn % 4 === 0 || this.again.length === 0;
    const key = isNew ? `${this.#name}-${turn}` : this.#earlier(turn);
    if (isNew) this.again.push(key);
    const operation = () => {
      this.runs.set(key, (this.runs.get(key) ?? 0) + 1);
      return { key };
    };
    try {
      const { result, cached } = await this.#fleet[turn % PROCESSES].execute(key, operation);
      if (result.key !== key) throw new Error(`the result of ${result.key}`);
      if (cached) this.seen.replays++;
    } catch (error) {
      this.failures.push([key, error.message, error.cause]);
    }
    this.seen.outcomes++;
  }
}

/** The name of the encryption key in each stored result: behind a mark, a type and a version. */
async function namesIn(store, keys) {
  const names = new Map();
  for (const key of keys) {
    const { payload } = await storedAt(store, key);
    names.set(key, payload.toString('latin1', 4, 4 + payload[3]));
  }
  return names;
}

const FORMS = {
  // Each process has the keys that it was deployed with.
  'an object': {
    serializer: (service, current) => encrypted({ keys: { ...service.keys }, current }),
    add: (roll) => roll('old'),
  },
  // No deploy: a process asks the service again when it meets the new name.
  'a function': {
    serializer: (service, current) =>
      encrypted({ keys: async () => ({ ...service.keys }), current }),
    add: () => {},
  },
};

describe.each(Object.keys(FORMS))('rotation under load, with `keys` as %s', (form) => {
  const { serializer, add } = FORMS[form];

  test('no replay fails in any step, and each key runs once', async () => {
    const service = { keys: secretsOf('old') };
    const start = (current) => startProcess(serializer(service, current));
    const fleet = await Promise.all(Array.from({ length: PROCESSES }, () => start('old')));
    mockPassedMs += 10_000;
    const load = new Load(fleet, form);
    const roll = async (current) => {
      for (let i = 0; i < PROCESSES; i++) {
        fleet[i] = await start(current);
        await load.pass(60);
      }
    };

    await load.pass(200);
    const before = [...load.again];
    service.keys = secretsOf('old', 'new');
    await add(roll);
    await roll('new');

    // Replays of the old key's results at processes that store under the new one.
    const during = new Set(load.again);
    const { replays } = load.seen;
    await load.pass(400);
    expect(load.seen.replays).toBeGreaterThan(replays);
    const read = await Promise.all(before.map((key) => fleet[0].execute(key, () => 'run again')));
    expect(read).toEqual(before.map((key) => ({ result: { key }, cached: true })));

    // The TTL of the old key's results is over when no client sends their keys any more.
    load.again = load.again.filter((key) => !during.has(key));
    service.keys = secretsOf('new');
    await roll('new');
    await load.pass(200);
    await load.end();

    const { store } = fleet[0];
    expect(load.failures).toEqual([]);
    expect([...load.runs.values()]).toEqual(Array(load.runs.size).fill(1));
    expect(new Set((await namesIn(store, before)).values())).toEqual(new Set(['old']));
    expect(load.again.length).toBeGreaterThan(100);
    expect(new Set((await namesIn(store, load.again)).values())).toEqual(new Set(['new']));
  });
});
