'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { cli, startOnTerminal } = require('../../helpers/cli.js');
const { findFreePort } = require('../../helpers/free-port.js');
const { temporaryFolder } = require('../../helpers/package-copy.js');
const { ROOT } = require('../../helpers/project.js');
const { startRedis } = require('../../helpers/redis-server.js');
const { makeRecords } = require('./commands/records.js');
const { HOSTILE, commandsIn, hostileConfig } = require('./hostile-config.js');

let records;
let record;
let folder;
beforeAll(async () => {
  records = await makeRecords();
  record = await records.done();
  folder = temporaryFolder('onceonly-config-');
});

const inspect = (args, options) => cli(['inspect', '--id', record.id, ...args], options);

/** A config file with this text. `STORE` in it stands for the store of the test. */
function config(name, text) {
  const file = path.join(folder, name);
  const { url, prefix } = records;
  const store = `new RedisStore(${JSON.stringify({ redis: url, prefix })})`;
  fs.writeFileSync(
    file,
    text.replace('STORE', store).replace("'onceonly'", `'${ROOT}/lib/index.js'`),
  );
  return file;
}

describe('the store of a command', () => {
  test('is that of REDIS_URL', async () => {
    const env = { REDIS_URL: records.url };
    expect((await inspect(['--prefix', records.prefix], { env })).code).toBe(0);
    expect((await inspect([], { env })).code).toBe(1);
  });

  test.each([
    ['a.cjs', "const { RedisStore } = require('onceonly'); module.exports = { store: STORE };"],
    ['b.mjs', "import { RedisStore } from 'onceonly'; export const store = STORE;"],
    [
      'c.mjs',
      "import { RedisStore } from 'onceonly'; export default { store: STORE, secret: 's' };",
    ],
  ])('is that of a config, as in %s', async (name, text) => {
    const { code, stderr } = await inspect(['--config', config(name, text)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('may be part of a program that would run on', async () => {
    const text =
      "const { RedisStore } = require('onceonly'); setInterval(() => {}, 1000); module.exports = { store: STORE };";
    expect((await inspect(['--config', config('d.cjs', text)])).code).toBe(0);
  });

  test.each([
    ['nothing', [], {}, /--redis URL, the variable REDIS_URL, or --config/],
    ['an empty variable', [], { REDIS_URL: '' }, /--redis URL, the variable REDIS_URL/],
    ['two stores', ['--redis', 'redis://a', '--config', 'a'], {}, /Leave out --redis/],
    ['a bad URL', ['--redis', 'http://name:secret@a'], {}, /option `redis` must be a URL/],
    ['a bad prefix', ['--redis', 'redis://a', '--prefix', 'a b'], {}, /`prefix`/],
    ['no file', ['--config', 'nowhere.js'], {}, /can't be loaded/],
  ])('is not %s', async (_, args, env, message) => {
    const { code, stdout, stderr } = await inspect(args, { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('secret');
  });

  test.each([
    ['no object', 'module.exports = 5;', /export an object/],
    ['no store', 'module.exports = {};', /option `store` must be/],
    [
      'something else',
      "const { RedisStore } = require('onceonly'); module.exports = { store: STORE, keys: 1 };",
      /not `keys`/,
    ],
    [
      'no serializer',
      "const { RedisStore } = require('onceonly'); module.exports = { store: STORE, serializer: 1 };",
      /`serializer`/,
    ],
    ['a mistake', 'throw new Error("my mistake");', /my mistake/],
  ])('is not a config with %s', async (_, text, message) => {
    const { code, stderr } = await inspect(['--config', config(`${Math.random()}.cjs`, text)]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('a store that cannot be used', () => {
  test('is told with the reason and exit code 3', async () => {
    const { code, stdout, stderr } = await inspect([
      '--redis',
      `redis://127.0.0.1:${await findFreePort()}`,
    ]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/The store could not be used: CONNECT_FAILED: /);
  });

  test('is told without the password', async () => {
    const redis = await startRedis({ args: ['--requirepass', 'right'] });
    const { code, stderr } = await inspect(['--redis', redis.url.replace('//', '//:wrong@')]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/AUTH_FAILED/);
    expect(stderr).not.toContain('wrong');
  });

  test('is told when it does not answer', async () => {
    const redis = await startRedis();
    redis.pause();
    const { code, stderr } = await inspect(['--redis', redis.url]);
    redis.resume();
    expect(code).toBe(3);
    expect(stderr).toMatch(/The store could not be used: /);
  });

  test('is waited for when it stands still for a moment', async () => {
    const redis = await startRedis();
    const { resumed } = await redis.pauseFor(3000);
    const { code, stderr } = await inspect(['--redis', redis.url]);
    await resumed;
    expect(code).toBe(1);
    expect(stderr).toMatch(/No record has this name/);
  });

  test('is told when its binary cannot be loaded', async () => {
    const env = { ONCEONLY_BINARY: path.join(folder, 'nothing.node') };
    const { code, stderr } = await inspect(['--redis', 'redis://a'], { env });
    expect(code).toBe(3);
    expect(stderr).toMatch(/nothing\.node/);
    expect((await cli(['--help'], { env })).code).toBe(0);
  });

  test('is not one that holds a record of another version', async () => {
    const redis = await startRedis();
    await redis.command('SET', `idem:result:{${record.id}}`, 'from elsewhere', 'PX', '60000');
    const { code, stderr } = await inspect(['--redis', redis.url]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/another version/);
  });
});

describe('text of an attacker in a record', () => {
  test.each([[[]], [['--json']]])('does nothing to a terminal with %j', async (args) => {
    const run = startOnTerminal(['inspect', 'key', '--config', hostileConfig(), ...args]);
    const { code, stdout } = await run.ended;
    expect(code).toBe(0);
    expect(commandsIn(stdout)).toEqual([]);
    expect(stdout).toContain('title');
  });

  test('is whole in JSON', async () => {
    const { lines } = await cli(['inspect', 'key', '--config', hostileConfig(), '--json']);
    expect(lines).toMatchObject([{ label: HOSTILE }]);
  });
});
