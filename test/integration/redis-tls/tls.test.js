'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { contract } = require('onceonly/contract');

const { atEnd } = require('../../helpers/cleanups');
const { runChild } = require('../../helpers/child');
const { startTcpSpy } = require('./tcp-spy');
const { until } = require('../../helpers/until');
const { makeCertificates } = require('./certificates');
const { startTlsRedis } = require('./tls-redis');

const LONGEST_REFUSAL_MS = 3000;

let certificates;
let ca;
let server;

beforeAll(async () => {
  certificates = await makeCertificates();
  ca = await certificates.read('authority.pem');
  server = await startTlsRedis(certificates, 'server');
});

function storeOn(port, tls, host = 'localhost') {
  const store = createStore({ redis: { host, port, tls } });
  atEnd(() => store.close());
  return store;
}

const use = (store) => store.store(newKey(), { a: 1 });

/** The codes of what lies behind the refusal of a call, outermost first. */
async function refusalOf(store) {
  const began = performance.now();
  const error = await use(store).catch((thrown) => thrown);
  expect(performance.now() - began).toBeLessThan(LONGEST_REFUSAL_MS);
  expect(error).toMatchObject({ code: 'LOCK_FAILED', status: 503 });
  const codes = [];
  for (let cause = error.cause; cause !== undefined; cause = cause.cause) codes.push(cause.code);
  return codes;
}

async function expectTlsFailure(store) {
  expect(await refusalOf(store)).toContain('TLS_FAILED');
  expect(store.status()).toEqual({ state: 'down', lastError: 'TLS_FAILED' });
}

describe('a server whose authority is known', () => {
  test.each(['localhost', '127.0.0.1'])('is spoken to by its name %s', async (host) => {
    const store = storeOn(server.tlsPort, { ca }, host);
    expect(await use(store)).toBe(true);
    expect(store.status()).toEqual({ state: 'ready', lastError: null });
  });

  test('is spoken to with the version that is asked for', async () => {
    expect(await use(storeOn(server.tlsPort, { ca, minVersion: 'TLSv1.3' }))).toBe(true);
    const old = await startTlsRedis(certificates, 'server', ['--tls-protocols', 'TLSv1.2']);
    expect(await use(storeOn(old.tlsPort, { ca }))).toBe(true);
    await expectTlsFailure(storeOn(old.tlsPort, { ca, minVersion: 'TLSv1.3' }));
  });

  test('sees all commands of one turn in one record', async () => {
    const spy = await startTcpSpy(server.tlsPort);
    const store = storeOn(spy.port, { ca });
    await use(store);
    spy.forget();
    await Promise.all(Array.from({ length: 20 }, () => use(store)));
    expect(spy.records('request')).toBeLessThan(20);
  });

  test('is found again after it was away', async () => {
    const away = await startTlsRedis(certificates, 'server');
    const store = storeOn(away.tlsPort, { ca });
    expect(await use(store)).toBe(true);
    await away.redis.stop();
    expect(await refusalOf(store)).toContain('CONNECT_FAILED');
    await away.redis.startAgain();
    expect(await until(() => use(store).catch(() => false), 'the store is back')).toBe(true);
  });
});

describe('no command', () => {
  test.each([
    ['that another authority has signed', { ca: 'stranger.pem' }],
    ['that an authority nobody knows has signed', {}],
    ['that goes by another name', { ca: 'authority.pem', servername: 'redis.example' }],
  ])('goes to a server %s', async (_, { ca: file, ...options }) => {
    const tls = file === undefined ? true : { ca: await certificates.read(file), ...options };
    await expectTlsFailure(storeOn(server.tlsPort, tls));
  });

  test.each(['elsewhere', 'expired'])('goes to a server with the certificate %s', async (name) => {
    const wrong = await startTlsRedis(certificates, name);
    await expectTlsFailure(storeOn(wrong.tlsPort, { ca }));
    const unchecked = storeOn(wrong.tlsPort, { rejectUnauthorized: false });
    expect(await use(unchecked)).toBe(true);
  });

  test('goes to a server that speaks plain text', async () => {
    const store = storeOn(server.redis.port, { ca }, '127.0.0.1');
    expect(await refusalOf(store)).toContain('CONNECT_TIMEOUT');
  });
});

describe('a server that asks for a certificate', () => {
  let guarded;
  beforeAll(async () => {
    guarded = await startTlsRedis(certificates, 'server', ['--tls-auth-clients', 'yes']);
  });

  test('takes the client that has one', async () => {
    const [cert, key] = await Promise.all(
      ['client.pem', 'client.key'].map((file) => certificates.read(file)),
    );
    expect(await use(storeOn(guarded.tlsPort, { ca, cert, key }))).toBe(true);
  });

  test('refuses the one that has none', async () => {
    await expectTlsFailure(storeOn(guarded.tlsPort, { ca }));
  });
});

test('a rediss:// URL trusts the authorities that NODE_EXTRA_CA_CERTS adds', () => {
  const code = `
    const store = require('onceonly').createStore({ redis: process.env.TARGET });
    store.store('k', 1).then(
      (stored) => console.log(JSON.stringify({ stored })),
      (error) => console.log(JSON.stringify({ code: error.code })),
    ).finally(() => store.close());`;
  const env = { TARGET: `rediss://localhost:${server.tlsPort}/5` };
  const trusting = { ...env, NODE_EXTRA_CA_CERTS: certificates.path('authority.pem') };
  expect(runChild(code, { env })).toEqual({ code: 'LOCK_FAILED' });
  expect(runChild(code, { env: trusting })).toEqual({ stored: true });
});

describe('the contract of every store over TLS', () => {
  const makeStore = () =>
    createStore({ redis: { host: 'localhost', port: server.tlsPort, tls: { ca } } });
  for (const { name, run } of contract(makeStore)) test(name, run);
});

describe('a cluster whose nodes tell IP addresses', () => {
  const ANNOUNCED = ['--cluster-announce-ip', '127.0.0.1'];
  const NODE = ['--cluster-enabled', 'yes', '--tls-cluster', 'yes', ...ANNOUNCED];

  beforeAll(() => certificates.sign('named', { names: 'DNS:localhost' }));

  /** Two nodes with these certificates, of which the second one holds all slots. */
  async function startTlsCluster(names) {
    const nodes = await Promise.all(names.map((name) => startTlsRedis(certificates, name, NODE)));
    const [first, second] = nodes.map(({ redis }) => redis);
    await second.command('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
    await first.command('CLUSTER', 'MEET', '127.0.0.1', nodes[1].tlsPort);
    const knowsHolder = async () => (await first.command('CLUSTER', 'SLOTS')).length === 1;
    await until(knowsHolder, 'the first node knows the second one');
    const isUp = async () => (await second.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
    await until(isUp, 'the cluster is up');
    return nodes.map(({ tlsPort }) => tlsPort);
  }

  test.each([
    ['for the name of the first node alone', 'named'],
    ['for its address as well', 'server'],
  ])('is spoken to if a certificate is %s', async (_, name) => {
    const [port, holder] = await startTlsCluster(['named', name]);
    const store = storeOn(port, { ca });
    expect(await use(store)).toBe(true);
    expect(store.status().nodes).toEqual([
      { address: `127.0.0.1:${holder}`, state: 'ready', lastError: null },
    ]);
  });

  test('is not spoken to if a certificate is for another name', async () => {
    const [port] = await startTlsCluster(['named', 'elsewhere']);
    expect(await refusalOf(storeOn(port, { ca }))).toContain('TLS_FAILED');
  });
});
