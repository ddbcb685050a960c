'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');

const { ChildProcess } = require('../../helpers/child-process');
const { atEnd } = require('../../helpers/cleanups');
const { startSentinels } = require('../../helpers/redis-sentinel');
const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');
const { expectOneChargeEach, openShop, openStore } = require('../../helpers/shop');

const REPLICAS = 2;

jest.setTimeout(60_000);

/** A primary with two replicas that follow it. */
async function startReplicated() {
  const servers = await Promise.all(Array.from({ length: 1 + REPLICAS }, startQuickly));
  const [primary, ...replicas] = servers;
  for (const replica of replicas) await replica.command('REPLICAOF', '127.0.0.1', primary.port);
  // Replicas tell of the first write within a second.
  await primary.command('SET', 'first', '');
  await following(primary);
  return { primary, replicas };
}

const startQuickly = () => startRedis({ args: ['--repl-diskless-sync-delay', '0'] });

/** Resolves when both replicas follow, and have said so. */
function following(primary) {
  return until(async () => {
    const [, , replicas] = await primary.command('ROLE');
    return replicas.length === REPLICAS && replicas.every(([, , offset]) => Number(offset) > 0);
  }, 'both replicas follow');
}

const addressOf = ({ port }, minReplicas = REPLICAS) => ({ port, minReplicas });
const errorOf = (calling) => calling.then(() => undefined).catch((error) => error);

/** Why the store failed a call; that it is known to be down is no reason. */
function reasonOf({ code, cause }) {
  expect(code).toBe('LOCK_FAILED');
  return cause.code === 'BREAKER_OPEN' ? cause.cause.code : cause.code;
}

/** The commands that a server runs from now on, as MONITOR tells them. */
async function monitor(server) {
  const watching = new ChildProcess('redis-cli', ['-s', server.socketPath, 'MONITOR']);
  await watching.firstMatch(/^OK$/);
  return watching;
}

/** The keys of a server, without those that make WAIT wait. */
async function recordsOf(server) {
  return (await server.command('KEYS', '*')).filter((key) => key.startsWith('idem:result:'));
}

describe('a store with minReplicas', () => {
  let servers;

  beforeEach(async () => {
    jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    servers = await startReplicated();
    for (const replica of servers.replicas) atEnd(() => replica.resume());
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('answers when all replicas have the record', async () => {
    const store = openStore(addressOf(servers.primary));
    for (let i = 1; i <= 20; i++) {
      await store.store(newKey(), i);
      for (const replica of servers.replicas) expect(await recordsOf(replica)).toHaveLength(i);
    }
  });

  test('sends one WAIT behind the commands of one write', async () => {
    const store = openStore(addressOf(servers.primary));
    await store.ready();
    const watching = await monitor(servers.primary);
    await Promise.all(Array.from({ length: 10 }, (_, i) => store.store(`key ${i}`, i)));
    await servers.primary.command('ECHO', 'over');
    await until(() => watching.output.includes('"over"'), 'the monitor has told all');
    const waits = watching.output.match(/"WAIT" "2"/g).length;
    expect(watching.output.match(/"evalsha"/gi).length).toBeGreaterThanOrEqual(10);
    expect(waits).toBeLessThan(10);
  });

  test.each([
    ['stands still', (replica) => replica.pause()],
    ['is gone', (replica) => replica.stop()],
  ])('refuses work while a replica %s, and goes on when it is back', async (_, strike) => {
    const store = openStore(addressOf(servers.primary));
    await store.store('before', 1);
    const [replica] = servers.replicas;
    await strike(replica);
    const key = newKey();
    const error = await errorOf(store.store(key, 2));
    expect(['NOT_REPLICATED', 'NO_REPLICAS']).toContain(reasonOf(error));
    await until(async () => {
      await errorOf(store.inspect('before'));
      return store.status().state === 'down';
    }, 'the store knows that a replica is missing');
    expect(store.status().lastError).toBe('NO_REPLICAS');
    replica.resume();
    if (strike.toString().includes('stop')) {
      await replica.startAgain();
      await replica.command('REPLICAOF', '127.0.0.1', servers.primary.port);
    }
    await until(
      async () => (await errorOf(store.store(key, 2))) === undefined,
      'the store is of use again',
    );
    for (const each of servers.replicas) expect((await recordsOf(each)).length).toBeGreaterThan(1);
  });

  test('tells nobody of a record that another process has just written', async () => {
    const { primary, replicas } = servers;
    const hasty = openStore(addressOf(primary, 0));
    const store = openStore(addressOf(primary));
    await store.store('warm', 0);
    replicas[0].pause();
    await hasty.store('unseen', 1);
    const error = await errorOf(store.inspect('unseen'));
    expect(error).toMatchObject({ code: 'LOCK_FAILED' });
    replicas[0].resume();
    await until(async () => (await errorOf(store.inspect('unseen'))) === undefined, 'it is told');
    expect(await store.inspect('unseen')).toMatchObject({ state: 'done' });
  });

  test('writes before each WAIT, also when it sends a call again that changes nothing', async () => {
    const store = openStore(addressOf(servers.primary));
    await store.store('a', 1);
    const watching = await monitor(servers.primary);
    await store.inspect('a');
    await servers.primary.command('ECHO', 'over');
    await until(() => watching.output.includes('"over"'), 'the monitor has told all');
    const [mark, wait] = watching.output.match(/"SET" "idem:wait:[^\n]*|"WAIT"[^\n]*/g);
    expect(mark).toMatch(/^"SET" "idem:wait:\{[\w-]{43}\}" "" "PX" "60000"$/);
    expect(wait).toBe('"WAIT" "2" "100"');
  });

  test('is refused as a user who may not call WAIT', async () => {
    const { primary } = servers;
    const rules = ['on', '>pw', '~*', '&*', '+@all', '-wait'];
    await primary.command('ACL', 'SETUSER', 'app', ...rules);
    const store = openStore({ ...addressOf(primary), username: 'app', password: 'pw' });
    expect(reasonOf(await errorOf(store.store('a', 1)))).toBe('NO_PERMISSION');
    expect(process.emitWarning.mock.calls.join(' ')).toContain('(WAIT)');
  });
});

describe('a shop with minReplicas on sentinels', () => {
  test('that is failed over by hand loses no record that it was told of', async () => {
    const group = await startSentinels({ replicas: REPLICAS });
    const [primary] = group.servers;
    const { places: sentinels, name } = group;
    const shop = await openShop({ sentinels, name, minReplicas: REPLICAS });
    let promoting;
    let after;
    await shop.trade(() => {
      if (!promoting && shop.answers.size >= 30) promoting = failOver();
      return after !== undefined && shop.answers.size >= after + 30;
    });
    async function failOver() {
      await group.failOver();
      const promoted = await group.promoted(primary);
      after = shop.answers.size;
      return promoted;
    }
    const promoted = await promoting;
    expectOneChargeEach(shop);
    expect(shop.runs).toBe(shop.answers.size);
    expect((await recordsOf(promoted)).length).toBe(shop.answers.size);
  });
});
