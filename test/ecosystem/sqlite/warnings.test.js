'use strict';

const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');

const { LIBRARIES, freshFile, freshFolder, openHandle, openStore } = require('./libraries.js');

// A warning comes once in a process, so each test here has a code of its own.
const [library] = LIBRARIES;

let warned;
beforeEach(() => {
  warned = [];
  jest
    .spyOn(process, 'emitWarning')
    .mockImplementation((text, { code }) => warned.push([code, text]));
});
afterEach(() => jest.restoreAllMocks());

async function storeInside(app) {
  const handler = new IdempotencyHandler({ store: openStore({ database: app }) });
  const run = async ({ storeIn }) => {
    app.exec('BEGIN');
    const value = await storeIn(app, 1);
    app.exec('COMMIT');
    return value;
  };
  await handler.execute(generateIdempotencyKey(), 1, run);
}

function openApp(synchronous) {
  const app = openHandle(library, freshFile());
  app.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
  return app;
}

test('a store in a file that is well, and a database that waits for the disk, warn of nothing', async () => {
  const store = openStore({ path: freshFile(), library });
  await new IdempotencyHandler({ store }).execute('a', 1, () => 1);
  await storeInside(openApp('FULL'));
  await storeInside(openApp('EXTRA'));
  expect(warned).toEqual([]);
});

test('a database that may lose its last commits is named once, with the cure', async () => {
  await storeInside(openApp('NORMAL'));
  await storeInside(openApp('OFF'));
  expect(warned).toEqual([
    ['ONCEONLY_SQLITE_SYNCHRONOUS', expect.stringContaining('PRAGMA synchronous = FULL')],
  ]);
});

test('a file that cannot be used is named once, with the reason', async () => {
  for (let i = 0; i < 2; i++) {
    const store = openStore({ path: freshFolder(), library });
    await expect(
      new IdempotencyHandler({ store, budgetMs: 50 }).execute('a', 1, () => 1),
    ).rejects.toMatchObject({ code: 'LOCK_FAILED' });
  }
  expect(warned).toEqual([['ONCEONLY_SQLITE_UNAVAILABLE', expect.stringContaining('CANT_OPEN')]]);
});
