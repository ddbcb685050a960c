'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { DatabaseFile } = require('../../../lib/store/sqlite/database-file');
const { findLibrary } = require('../../../lib/store/sqlite/library');

const { atEnd } = require('../../helpers/cleanups.js');
const { freshFile, freshFolder, onEachLibrary, openHandle, openStore } = require('./libraries.js');
const { mountDisk } = require('./small-disk.js');

const KB = 1024;

onEachLibrary((library) => {
  const serve = (file, options) => {
    const store = openStore({ path: file, library });
    return { store, handler: new IdempotencyHandler({ store, ...options }) };
  };
  const fresh = (handler, value = 1) => handler.execute(generateIdempotencyKey(), 1, () => value);
  const refusedWith = (code) => ({ code: 'LOCK_FAILED', cause: { code } });

  describe('a file that is not there yet', () => {
    test('is made for its owner only, with a log and full synchronisation', async () => {
      const file = freshFile();
      const { store, handler } = serve(file);
      expect(store.status()).toEqual({ state: 'idle', lastError: null });
      await fresh(handler);
      expect(fs.statSync(file).mode & 0o777).toBe(0o600);
      expect(openHandle(library, file).prepare('PRAGMA journal_mode').get()).toMatchObject({
        journal_mode: 'wal',
      });
      const parts = { path: file, library: findLibrary(library), table: 'x', isOwn: true };
      const own = new DatabaseFile(parts).openHandle();
      expect(own.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: 2 });
      expect(own.prepare('PRAGMA busy_timeout').get()).toMatchObject({ timeout: 0 });
      own.close();
      expect(store.status()).toEqual({ state: 'ready', lastError: null });
    });
  });

  describe('a file that is taken away while it is open', () => {
    const damages = {
      'is deleted': (file) => fs.rmSync(file),
      'is replaced by another one': (file) => {
        fs.copyFileSync(file, `${file}.copy`);
        fs.renameSync(`${file}.copy`, file);
      },
      'loses its log': (file) => fs.rmSync(`${file}-wal`),
    };

    test.each(Object.keys(damages))('and %s closes the store for good', async (what) => {
      const file = freshFile();
      const { store, handler } = serve(file);
      await fresh(handler);
      const kept = path.join(freshFolder(), 'kept');
      fs.linkSync(file, kept);
      damages[what](file);
      const run = jest.fn();
      await expect(handler.execute('a', 1, run)).rejects.toMatchObject(
        refusedWith('FILE_REPLACED'),
      );
      fs.rmSync(file, { force: true });
      fs.renameSync(kept, file);
      await expect(handler.execute('a', 1, run)).rejects.toMatchObject(
        refusedWith('FILE_REPLACED'),
      );
      expect(run).not.toHaveBeenCalled();
      expect(store.status()).toEqual({ state: 'down', lastError: 'FILE_REPLACED' });
      expect((await store.diagnose()).promise.row).toBe('none');
    });
  });

  describe('a file that cannot be used', () => {
    const files = {
      'no database': [
        'NOT_A_DATABASE',
        (file) => fs.writeFileSync(file, 'This is a text of some length. '.repeat(64)),
      ],
      'a table with another column': [
        'NEWER_SCHEMA',
        (file) => {
          const handle = openHandle(library, file);
          handle.exec(
            'CREATE TABLE onceonly_records (id TEXT, record BLOB, expires REAL, kind TEXT)',
          );
          handle.close();
        },
      ],
      'a folder': ['CANT_OPEN', (file) => fs.mkdirSync(file)],
    };

    test.each(Object.entries(files))('since it is %s is named', async (_, [code, make]) => {
      const file = freshFile();
      make(file);
      const { store, handler } = serve(file);
      await expect(fresh(handler)).rejects.toMatchObject(refusedWith(code));
      await expect(store.ready({ timeoutMs: 100 })).rejects.toMatchObject(refusedWith(code));
      expect(store.status()).toEqual({ state: 'down', lastError: code });
    });

    test('since its folder is missing is used as soon as that is there', async () => {
      const file = path.join(freshFolder(), 'later', 'records.db');
      const { store, handler } = serve(file);
      await expect(fresh(handler)).rejects.toMatchObject(refusedWith('CANT_OPEN'));
      fs.mkdirSync(path.dirname(file));
      expect(await fresh(handler)).toEqual({ result: 1, cached: false });
      expect(store.status()).toEqual({ state: 'ready', lastError: null });
    });

    test('since it is damaged is named, and nothing runs', async () => {
      const file = freshFile();
      const first = serve(file);
      for (let i = 0; i < 50; i++) await fresh(first.handler, 'x'.repeat(KB));
      await first.store.close();
      const bytes = fs.readFileSync(file);
      fs.writeFileSync(file, bytes.fill(0xab, 4 * KB));
      const run = jest.fn();
      const { handler } = serve(file);
      await expect(handler.execute('a', 1, run)).rejects.toMatchObject(refusedWith('CORRUPT'));
      expect(run).not.toHaveBeenCalled();
    });
  });

  describe('a full disk', () => {
    test('refuses new keys with SERVER_FULL, replays what is stored, and takes keys again', async () => {
      const { folder } = mountDisk(1200);
      const { store, handler } = serve(path.join(folder, 'records.db'));
      const impatient = new IdempotencyHandler({ store, budgetMs: 200 });
      await handler.execute('kept', 1, () => 'first');
      const filler = path.join(folder, 'filler');
      fs.writeFileSync(filler, Buffer.alloc(300 * KB));
      const full = async () => {
        for (let i = 0; i < 1000; i++) {
          const { state } = await impatient
            .execute(`fill ${i}`, 1, () => 'x'.repeat(4 * KB))
            .then(() => ({ state: 'stored' }))
            .catch((error) => ({ state: error.cause?.code ?? error.code }));
          if (state !== 'stored') return state;
        }
        return 'never';
      };
      expect(await full()).toBe('SERVER_FULL');
      const run = jest.fn();
      const again = await handler.execute('kept', 1, run);
      expect(again).toEqual({ result: 'first', cached: true });
      const other = await handler.execute('fill 0', 1, run);
      expect(other).toMatchObject({ cached: true });
      expect(run).not.toHaveBeenCalled();
      expect(store.status().lastError).toBe('SERVER_FULL');
      fs.rmSync(filler);
      expect(await fresh(handler)).toEqual({ result: 1, cached: false });
      expect(store.status()).toEqual({ state: 'ready', lastError: null });
      await store.close();
    });

    test('that may not be written says READ_ONLY', async () => {
      const { folder, setReadOnly } = mountDisk(1200);
      const file = path.join(folder, 'records.db');
      const { store, handler } = serve(file);
      await fresh(handler);
      await store.close();
      setReadOnly();
      await expect(fresh(serve(file).handler)).rejects.toMatchObject(refusedWith('READ_ONLY'));
    });
  });

  describe('a file that another process writes to', () => {
    let file;
    let writer;
    beforeEach(async () => {
      file = freshFile();
      const { handler, store } = serve(file);
      await handler.execute('kept', 1, () => 'first');
      await store.close();
      writer = openHandle(library, file);
      writer.exec('BEGIN IMMEDIATE');
    });

    test('still gives its results, and a new key gets its turn behind the COMMIT', async () => {
      const { handler } = serve(file);
      // Its table was looked at before the file was held.
      writer.exec('COMMIT');
      await fresh(handler);
      writer.exec('BEGIN IMMEDIATE');
      const run = jest.fn(() => 2);
      const waiting = handler.execute('new', 1, run);
      expect(await handler.execute('kept', 1, run)).toEqual({ result: 'first', cached: true });
      expect(run).not.toHaveBeenCalled();
      writer.exec('COMMIT');
      expect(await waiting).toEqual({ result: 2, cached: false });
    });

    test('for longer than the budget refuses a new key, and leaves no trace of it', async () => {
      const { handler } = serve(file, { budgetMs: 200 });
      const run = jest.fn(() => 2);
      await expect(handler.execute('new', 1, run)).rejects.toMatchObject({
        code: 'LOCK_FAILED',
        cause: { code: 'STORE_TIMEOUT' },
      });
      writer.exec('COMMIT');
      const { n } = writer.prepare('SELECT count(*) AS n FROM onceonly_records').get();
      expect(Number(n)).toBe(1);
      expect(await handler.execute('new', 1, run)).toEqual({ result: 2, cached: false });
      expect(run).toHaveBeenCalledTimes(1);
    });
  });

  describe('the database of an app', () => {
    test('keeps its journal, and stays open when the store is closed', async () => {
      const app = openHandle(library, freshFile());
      const store = openStore({ database: app });
      await fresh(new IdempotencyHandler({ store }));
      const journal = app.prepare('PRAGMA journal_mode').get();
      expect(journal).toEqual(expect.objectContaining({ journal_mode: 'delete' }));
      await store.close();
      expect(app.prepare('SELECT 1 AS one').get()).toMatchObject({ one: 1 });
    });
  });

  describe('the clean-up', () => {
    test('deletes expired rows in pieces, and no others', async () => {
      const file = freshFile();
      const parts = { path: file, library: findLibrary(library), table: 'keys', isOwn: true };
      const database = new DatabaseFile(parts);
      atEnd(() => database.close());
      const connection = database.open();
      const now = Date.now();
      database.begin();
      for (let i = 0; i < 700; i++) connection.insert(`old ${i}`, Buffer.from('x'), 1, now - 10);
      for (let i = 0; i < 10; i++) connection.insert(`new ${i}`, Buffer.from('x'), 60_000, now);
      database.commit(true);
      const pieces = [0, 1, 2].map(() => connection.sweep(now));
      expect(pieces).toEqual([500, 200, 0]);
      const { n } = openHandle(library, file).prepare('SELECT count(*) AS n FROM keys').get();
      expect(Number(n)).toBe(10);
    });
  });

  describe('a store that is closed', () => {
    test('refuses every call, and has closed its file', async () => {
      const file = freshFile();
      const { store, handler } = serve(file);
      await fresh(handler);
      await store.close();
      await expect(fresh(handler)).rejects.toMatchObject({ code: 'LOCK_FAILED' });
      expect(fs.existsSync(`${file}-wal`)).toBe(false);
    });

    test('fails the calls that wait for the file, and none is left behind', async () => {
      const file = freshFile();
      const { store, handler } = serve(file);
      await fresh(handler);
      const writer = openHandle(library, file);
      writer.exec('BEGIN IMMEDIATE');
      const run = jest.fn();
      const waiting = Promise.allSettled([1, 2, 3].map((i) => handler.execute(`w${i}`, 1, run)));
      await store.close();
      const codes = (await waiting).map(({ reason }) => reason?.code);
      expect([codes, run.mock.calls]).toEqual([Array(3).fill('LOCK_FAILED'), []]);
      writer.exec('COMMIT');
      const { n } = writer.prepare('SELECT count(*) AS n FROM onceonly_records').get();
      expect(Number(n)).toBe(1);
    });
  });
});
