'use strict';

const { internals } = require('../../../lib/store/store.js');

const { differenceOf, everyCommand } = require('../../interleavings/store-commands.js');
const { freshFile, onEachLibrary, openHandle, openStore } = require('./libraries.js');

jest.setTimeout(300_000);

const BATCH = 100;

onEachLibrary((library) => {
  let handle;
  let functions;
  beforeAll(async () => {
    const path = freshFile();
    const store = openStore({ path, library });
    await store.ready();
    ({ functions } = internals(store).verbs);
    handle = openHandle(library, path);
  });

  /** Puts the records of a batch in one transaction, where the store has no call under way. */
  function put(batch) {
    handle.exec('BEGIN IMMEDIATE; DELETE FROM onceonly_records');
    const insert = handle.prepare('INSERT INTO onceonly_records VALUES (?, ?, ?)');
    for (const { id, record } of batch) {
      if (record !== null)
        insert.run(`idem:${id}`, Buffer.from(record.text), Date.now() + record.left);
    }
    handle.exec('COMMIT');
  }

  describe('the interleavings of two clients', () => {
    test('consist of commands that SQLite takes as a record in memory does', async () => {
      const commands = everyCommand();
      expect(commands.length).toBeGreaterThan(1000);
      for (let at = 0; at < commands.length; at += BATCH) {
        const batch = commands
          .slice(at, at + BATCH)
          .map((each, slot) => ({ ...each, id: `${slot}`.padStart(43, 'x') }));
        put(batch);
        const checked = await Promise.all(
          batch.map((each) => differenceOf(functions, each.id, each)),
        );
        expect(checked.filter((each) => each !== undefined)).toEqual([]);
      }
    });
  });
});
