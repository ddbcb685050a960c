'use strict';

const path = require('node:path');

const { IdempotencyHandler, createStore, generateIdempotencyKey } = require('../../..');
const { DatabaseFile } = require('../../../lib/store/sqlite/database-file');

const { ChildProcess } = require('../../helpers/child-process.js');
const { atEnd } = require('../../helpers/cleanups.js');
const { freshFile, onEachLibrary, openHandle, openStore } = require('./libraries.js');
const { ECOSYSTEM, IS_OLD_NODE, PACKAGES } = require('./packages.js');

const ENTRY = path.join(ECOSYSTEM, '..', '..', 'lib', 'store', 'sqlite');

/** What a process says that finds packages in these folders only. */
async function openedWith(folder, options) {
  const code = `
    const { SqliteStore } = require(${JSON.stringify(ENTRY)});
    try {
      new SqliteStore(${JSON.stringify({ path: freshFile(), ...options })});
      console.log('opened');
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }`;
  const env = { ...process.env, NODE_NO_WARNINGS: '1', NODE_PATH: folder };
  const child = new ChildProcess(process.execPath, ['-e', code], { env });
  const { code: ended, signal } = await child.exited;
  return { ended: ended ?? signal, said: child.output.trim() };
}

describe('the library', () => {
  test('is there by itself where Node has it, and else the package', async () => {
    const refused = { ended: 0, said: expect.stringMatching(/^TypeError.*better-sqlite3@12/) };
    const opened = { ended: 0, said: 'opened' };
    expect(await openedWith('', {})).toEqual(IS_OLD_NODE ? refused : opened);
    expect(await openedWith(PACKAGES, {})).toEqual(opened);
  });

  test('is asked for by its name when it is missing', async () => {
    const missing = {
      ended: 0,
      said: expect.stringMatching(/^TypeError ERR_ONCEONLY_OPTION_VALUE/),
    };
    expect(await openedWith('', { library: 'better-sqlite3' })).toEqual(missing);
  });

  test('of a version that would end this process is refused', async () => {
    const newest = path.join(ECOSYSTEM, 'node_modules');
    const expected = IS_OLD_NODE ? expect.stringMatching(/^TypeError.*needs Node 22/) : 'opened';
    const found = await openedWith(newest, { library: 'better-sqlite3' });
    expect(found).toEqual({ ended: 0, said: expected });
  });
});

onEachLibrary((library) => {
  describe('createStore({ sqlite })', () => {
    test('gives one store for equal settings, until it is closed', async () => {
      const sqlite = freshFile();
      const open = (more) => createStore({ sqlite, library, ...more });
      const store = open();
      expect(open({ prefix: 'idem' })).toBe(store);
      expect(open({ sqlite: path.relative(process.cwd(), sqlite) })).toBe(store);
      const other = open({ prefix: 'shop' });
      expect(other).not.toBe(store);
      await store.close();
      await other.close();
      const again = open();
      atEnd(() => again.close());
      expect(again).not.toBe(store);
    });
  });

  describe('the calls of one turn', () => {
    test('share a commit, which comes before their answers', async () => {
      const store = openStore({ path: freshFile(), library });
      await store.ready();
      const handler = new IdempotencyHandler({ store });
      const commit = jest.spyOn(DatabaseFile.prototype, 'commit');
      const requests = Array.from({ length: 100 }, () =>
        handler.execute(generateIdempotencyKey(), 1, () => 1),
      );
      await Promise.all(requests);
      const commits = commit.mock.calls.length;
      jest.restoreAllMocks();
      // A hundred begins and a hundred results.
      expect(commits).toBeGreaterThanOrEqual(2);
      expect(commits).toBeLessThan(20);
    });
  });

  describe('the store of an app whose database gives arrays or large integers', () => {
    test('works as every other', async () => {
      const file = freshFile();
      const app = openHandle(library, file);
      app.exec('PRAGMA synchronous = FULL');
      app.defaultSafeIntegers?.(true);
      const store = openStore({ database: app });
      const handler = new IdempotencyHandler({ store });
      const run = async ({ storeIn }) => {
        app.exec('BEGIN IMMEDIATE');
        const value = await storeIn(app, 7);
        app.exec('COMMIT');
        return value;
      };
      expect(await handler.execute('a', 1, run)).toEqual({ result: 7, cached: false });
      expect(await handler.execute('a', 1, run)).toEqual({ result: 7, cached: true });
      const [record, ...others] = await store.list({ state: 'any' });
      expect(record).toMatchObject({ state: 'done', bytes: 2 });
      expect(others).toEqual([]);
    });
  });

  describe('the diagnosis', () => {
    test('names the promise of a store in SQLite', async () => {
      const store = openStore({ path: freshFile(), library });
      const found = await store.diagnose({ probes: 2 });
      expect(found).toMatchObject({ kind: 'sqlite', ok: true, promise: { row: 'sqlite' } });
      expect(found.promise.text).toMatch(/the processes of this machine/);
    });
  });
});
