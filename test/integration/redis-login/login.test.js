'use strict';

const { lookup } = require('node:dns/promises');
const { inspect } = require('node:util');

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { contract } = require('onceonly/contract');

const { internals } = require('../../../lib/store/store.js');
const { createGate } = require('../../helpers/gate');
const { readText } = require('../../helpers/project');
const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');

// With characters that a URL, RESP and a log line treat in their own way.
const SECRET = 'S3cr3t:%/@ ü-of-app';
const STALE = 'stale-Passw0rd';

let redis;
let emitWarning;
const stores = [];

beforeAll(async () => {
  redis = await startRedis();
  await acl('SETUSER', 'main', 'on', `>${SECRET}`, '~*', '+@all');
});
beforeEach(() => {
  emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
// A store that is refused looks for the server, and teaches it the scripts, until it is closed.
afterEach(async () => {
  emitWarning.mockRestore();
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

function storeOn(address, options) {
  const store = createStore({ redis: address, ...options });
  stores.push(store);
  return store;
}

const use = (store) => store.store(newKey(), { a: 1 });
const acl = (...args) => redis.command('ACL', ...args);

/** The address of the server, with the login of its user `main` unless `more` has another. */
function here(more) {
  return { host: '127.0.0.1', port: redis.port, username: 'main', password: SECRET, ...more };
}

/** One call of a verb, without the retries of a request. */
function inspectOnce(store) {
  const call = { id: 'x'.repeat(43), withPayload: false, timeoutMs: 5000 };
  return internals(store).verbs.inspect(call);
}

/** What a caller sees of a refusal; its own and its causes' codes, outermost first. */
async function refusalOf(store) {
  const error = await use(store).catch((thrown) => thrown);
  const codes = [];
  for (let each = error; each !== undefined; each = each.cause) codes.push(each.code);
  return { error, codes };
}

describe('a user name and password', () => {
  test('stand in the URL, percent-encoded', async () => {
    const password = encodeURIComponent(SECRET);
    expect(await use(storeOn(`redis://main:${password}@127.0.0.1:${redis.port}`))).toBe(true);
    const nameless = await startRedis({ args: ['--requirepass', SECRET] });
    expect(await use(storeOn(`redis://:${password}@127.0.0.1:${nameless.port}`))).toBe(true);
  });

  test('are a coded refusal at once when they are wrong, and work when the server has them', async () => {
    const store = storeOn(here({ username: 'later' }));
    const { codes } = await refusalOf(store);
    expect(codes[0]).toBe('LOCK_FAILED');
    expect(codes).toContain('AUTH_FAILED');
    expect(store.status()).toEqual({ state: 'down', lastError: 'AUTH_FAILED' });
    await acl('SETUSER', 'later', 'on', `>${SECRET}`, '~*', '+@all');
    expect(await until(() => use(store).catch(() => false), 'the user is there')).toBe(true);
    expect(store.status()).toEqual({ state: 'ready', lastError: null });
  });

  test('are in nothing that can be printed', async () => {
    const refused = [
      storeOn(here({ password: STALE })),
      storeOn(here({ password: async () => STALE })),
      storeOn(here({ password: () => Promise.reject(new Error(`no ${STALE}`)) })),
      storeOn(`redis://main:${STALE}@127.0.0.1:${redis.port}`),
    ];
    const seen = [];
    for (const store of refused) {
      const { error, codes } = await refusalOf(store);
      expect(codes).toContain('AUTH_FAILED');
      seen.push(inspect(error, { depth: 9, showHidden: true }), inspect(store, { depth: 9 }));
      seen.push(JSON.stringify(store), JSON.stringify(store.status()), error.stack);
    }
    seen.push(inspect(emitWarning.mock.calls, { depth: 9, showHidden: true }));
    expect(seen.join()).toContain('AUTH_FAILED');
    expect(seen.filter((text) => text?.includes(STALE))).toEqual([]);
  });

  test('are refused without being shown when they make no URL', () => {
    const wrong = `redis://u:${STALE}@host:port:0`;
    const refusal = (redisOption) => {
      try {
        return createStore({ redis: redisOption });
      } catch (error) {
        return inspect(error);
      }
    };
    expect(refusal(wrong)).toContain('TypeError');
    expect(refusal(wrong)).not.toContain(STALE);
    expect(refusal({ password: STALE, port: 'x' })).not.toContain(STALE);
  });
});

describe('a password function', () => {
  test('is asked before every connection, and may change its mind', async () => {
    await acl('SETUSER', 'rotated', 'on', '>first', '~*', '+@all');
    let current = 'first';
    const password = jest.fn(async () => current);
    const store = storeOn(here({ username: 'rotated', password }));
    expect(await use(store)).toBe(true);
    expect(password).toHaveBeenCalledTimes(1);
    await acl('SETUSER', 'rotated', 'resetpass', '>second');
    current = 'second';
    expect(await use(store)).toBe(true);
    expect(password).toHaveBeenCalledTimes(1);
    await redis.command('CLIENT', 'KILL', 'USER', 'rotated');
    expect(await until(() => use(store).catch(() => false), 'the store is back')).toBe(true);
    expect(password).toHaveBeenCalledTimes(2);
  });

  test('is asked again when it gives a stale one, until it is right', async () => {
    await acl('SETUSER', 'slow', 'on', '>new', '~*', '+@all');
    const password = jest.fn().mockReturnValueOnce('old').mockReturnValue('new');
    const store = storeOn(here({ username: 'slow', password }));
    expect(await until(() => use(store).catch(() => false), 'the password is right')).toBe(true);
    expect(password).toHaveBeenCalledTimes(2);
  });

  test('serves the next attempt to connect when it takes longer than one', async () => {
    const vault = createGate();
    const password = jest.fn(() => vault.passed);
    const store = storeOn(here({ password }));
    const stored = until(() => use(store).catch(() => false), 'the password has come');
    await until(() => store.status().lastError === 'CONNECT_TIMEOUT', 'an attempt is given up');
    vault.open(SECRET);
    expect(await stored).toBe(true);
    expect(password).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['throws', () => Promise.reject(new Error('the vault is closed'))],
    ['gives no text', () => undefined],
  ])('is a coded refusal when it %s', async (_, password) => {
    const { codes } = await refusalOf(storeOn(here({ password })));
    expect(codes).toContain('AUTH_FAILED');
  });
});

describe('a connection', () => {
  test('is named and uses the database that is asked for', async () => {
    const store = storeOn(here({ db: 7 }));
    await use(store);
    expect(await redis.command('CLIENT', 'LIST')).toMatch(/ name=onceonly .* db=7 /);
  });

  test('goes over a unix socket', async () => {
    const password = encodeURIComponent(SECRET);
    expect(await use(storeOn(`unix://main:${password}@${redis.socketPath}?db=2`))).toBe(true);
    const asked = { path: redis.socketPath, username: 'main', password: () => SECRET };
    expect(await use(storeOn(asked))).toBe(true);
  });

  test('goes to an IPv6 address', async () => {
    const { port } = await startRedis({ args: ['--bind', '::1'] });
    expect(await use(storeOn({ host: '::1', port }))).toBe(true);
    expect(await use(storeOn({ host: '::1', port, password: () => '' }))).toBe(true);
    expect(await use(storeOn(`redis://[::1]:${port}`))).toBe(true);
  });

  test('goes to that address of a name on which the server listens', async () => {
    const addresses = await lookup('localhost', { all: true });
    for (const { address } of addresses) {
      const { port } = await startRedis({ args: ['--bind', address] });
      expect(await use(storeOn({ host: 'localhost', port }))).toBe(true);
      expect(await use(storeOn({ host: 'localhost', port, password: () => '' }))).toBe(true);
    }
    expect(addresses).not.toEqual([]);
  });
});

describe('the smallest ACL rule', () => {
  const [, rule] = /<!-- acl -->\n```\n(.*)\n```/.exec(readText('docs/guides/redis.md'));
  const [, ...rules] = rule.split(' ').slice(1);
  const commands = rules.filter((word) => word.startsWith('+'));

  beforeAll(async () => {
    await acl('SETUSER', 'app', ...rules);
    await acl('SETUSER', 'operator', ...rules, '+scan', '+getrange', '+strlen');
  });

  describe('is enough for the contract of every store, beside the commands of list() and find()', () => {
    const storeOf = (username) => createStore({ redis: here({ username, password: 'secret' }) });
    const scans = ({ name }) => name.startsWith('scan:');
    const needed = contract(() => storeOf('app')).filter((each) => !scans(each));
    const optional = contract(() => storeOf('operator')).filter(scans);
    for (const { name, run } of [...needed, ...optional]) test(name, run);
  });

  test.each(commands)('needs %s', async (command) => {
    const user = `without-${command.slice(1)}`;
    const rest = rules.filter((word) => word !== command);
    await acl('SETUSER', user, ...rest, '+script|load');
    const store = storeOn(here({ username: user, password: 'secret' }));
    await redis.command('SCRIPT', 'FLUSH');
    // What the server forgets while the connection stands is sent as a text.
    if (command === '+eval') await forgetScripts(store);
    await expect(inspectOnce(store)).rejects.toMatchObject({ code: 'NO_PERMISSION' });
    await expect(use(store)).rejects.toMatchObject({ code: 'LOCK_FAILED', status: 503 });
    await acl('SETUSER', user, command);
    expect(await until(() => use(store).catch(() => false), 'the user may')).toBe(true);
  });

  test('without more, list() and find() fail and nothing else does', async () => {
    const store = storeOn(here({ username: 'app', password: 'secret' }));
    await expect(store.list()).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    await expect(store.find('key')).rejects.toMatchObject({ code: 'LOCK_FAILED' });
    expect(await use(store)).toBe(true);
  });

  test('needs the keys of the prefix', async () => {
    await acl('SETUSER', 'elsewhere', ...rules, 'resetkeys', '~other:*');
    const login = here({ username: 'elsewhere', password: 'secret' });
    expect((await refusalOf(storeOn(login))).codes).toContain('NO_PERMISSION');
    expect(await use(storeOn(login, { prefix: 'other' }))).toBe(true);
  });

  async function forgetScripts(store) {
    await use(store);
    await redis.command('SCRIPT', 'FLUSH');
  }
});
