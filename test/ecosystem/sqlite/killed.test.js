'use strict';

const path = require('node:path');

const { ChildProcess } = require('../../helpers/child-process.js');
const {
  CHILD_ENV,
  LIBRARIES,
  freshFile,
  freshFolder,
  onEachLibrary,
  openHandle,
} = require('./libraries.js');

jest.setTimeout(300_000);

const OWNER = require.resolve('./owner.js');
const WRITER = require.resolve('./writer.js');
const FORMS = ['plain', 'transaction', 'storeIn', 'inbox'];
// The second library runs the same statements.
const FORMS_OF_SECOND = ['plain', 'transaction'];
// Fewer would be no test of every call.
const FEWEST_CALLS = 8;
const AT_ONCE = 4;

onEachLibrary((library) => {
  function newFile(name) {
    const file = path.join(freshFolder(), name);
    const handle = openHandle(library, file);
    handle.exec('PRAGMA journal_mode = WAL; CREATE TABLE orders (effect TEXT UNIQUE)');
    handle.close();
    return file;
  }

  const start = (file, form, call = 0) =>
    new ChildProcess(process.execPath, [OWNER, file, library, form, `${call}`], { env: CHILD_ENV });

  async function answered(owner) {
    const [, answer] = await owner.firstMatch(/^done (.*)$/);
    await owner.kill();
    return JSON.parse(answer);
  }

  /** What is in the file: the orders, and whether there is a result. */
  function contentOf(file) {
    const handle = openHandle(library, file);
    const tables = handle.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const has = tables.some(({ name }) => name === 'onceonly_records');
    const records = has ? handle.prepare('SELECT record FROM onceonly_records').all() : [];
    const orders = Number(handle.prepare('SELECT count(*) AS n FROM orders').get().n);
    const health = handle.prepare('PRAGMA integrity_check').get().integrity_check;
    handle.close();
    const results = records.filter(
      ({ record }) => Buffer.from(record).toString()[2] === 'D',
    ).length;
    return { orders, results, health };
  }

  /** Kills an owner at one of its calls, and sends its request again. Says what is wrong, or nothing. */
  async function killAt(form, call, reached) {
    const file = newFile(`${call}.db`);
    const owner = start(file, form, call);
    // How often it looks depends on the time, so the last calls need not come.
    const [, end] = await owner.firstMatch(/^(at|done) /);
    if (end === 'at') reached.push(call);
    await owner.kill();
    const left = contentOf(file);
    const { result } = await answered(start(file, form));
    const after = contentOf(file);
    const isBothOrNeither = form === 'plain' || left.orders === left.results;
    const isRight = isBothOrNeither && left.health === 'ok' && result.order === 1;
    const isOnce = after.orders === 1 && after.results === 1;
    return isRight && isOnce ? [] : [{ call, left, result, after }];
  }

  describe('a process that is killed', () => {
    test.each(library === LIBRARIES[0] ? FORMS : FORMS_OF_SECOND)(
      'at any of its calls in the form %s leaves both or neither',
      async (form) => {
        const { calls, cached } = await answered(start(newFile('whole.db'), form));
        expect(cached).toBe(false);
        const points = Array.from({ length: calls }, (_, i) => i + 1);
        const wrong = [];
        const reached = [];
        const next = async () => {
          for (let call = points.shift(); call !== undefined; call = points.shift()) {
            wrong.push(...(await killAt(form, call, reached)));
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, next));
        expect(wrong).toEqual([]);
        expect(reached.length).toBeGreaterThan(FEWEST_CALLS);
      },
    );

    test('in the middle of its work loses no result that it has acknowledged', async () => {
      const file = freshFile();
      const args = [WRITER, file, library];
      const writer = new ChildProcess(process.execPath, args, { env: CHILD_ENV });
      await writer.firstMatch(/^stored 40$/);
      await writer.kill();
      const last = Number(writer.output.match(/\d+/g).at(-1));
      const handle = openHandle(library, file);
      const keys = handle.prepare(
        "SELECT record FROM onceonly_records WHERE substr(CAST(record AS TEXT), 3, 1) = 'D'",
      );
      const health = handle.prepare('PRAGMA integrity_check').get().integrity_check;
      expect(health).toBe('ok');
      expect(keys.all().length).toBeGreaterThanOrEqual(last);
    });
  });
});
