'use strict';

const { Pool } = require('pg');
const { PostgresStore } = require('../../../lib/postgres');
const { internals } = require('../../../lib/store/store.js');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { execute } = require('../../interleavings/commands.js');
const { Exploration } = require('../../interleavings/explore.js');
const { DistinctCommands } = require('../../interleavings/redis-commands.js');
const { RuleSteps } = require('../../interleavings/verb-steps.js');

jest.setTimeout(300_000);

// Whole calls of two clients with one fault at most: scripts/interleavings.js goes further.
const EXPLORED = { maxFaults: 1 };
const BATCH = 20;
// Far more than one command takes, far less than any step.
const SLOW_MS = 20_000;

let pool;
let functions;
beforeAll(async () => {
  const server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 10 });
  atEnd(() => pool.end());
  const store = new PostgresStore({ pool, connectTimeoutMs: 2000, commandTimeoutMs: 20_000 });
  await store.migrate();
  ({ functions } = internals(store).verbs);
});

/** The commands of all interleavings, each once, with the record that stands there. */
function everyCommand() {
  const exploration = new Exploration(new RuleSteps(), EXPLORED);
  exploration.run();
  const commands = new DistinctCommands();
  for (const { from, commands: asked } of exploration.edges) {
    if (asked) commands.add(from.point.record, asked);
  }
  return commands.all;
}

async function put(id, record) {
  await pool.query('DELETE FROM onceonly_records WHERE id = $1', [`idem:${id}`]);
  if (record === null) return;
  const insert = `INSERT INTO onceonly_records
    VALUES ($1, $2, clock_timestamp() + CAST($3 AS float8) * interval '1 ms')`;
  await pool.query(insert, [`idem:${id}`, Buffer.from(record.text), record.left]);
}

async function ask(id, { name, expected, text, ttl }) {
  if (name === 'look') return functions.look(id);
  if (name === 'insert') return functions.insert(id, Buffer.from(text), ttl);
  const next = text === null ? null : Buffer.from(text);
  return functions.swap(id, Buffer.from(expected), next, ttl ?? undefined);
}

function isSame(got, wanted) {
  if (got === null || wanted === null) return got === wanted;
  if (Buffer.from(got.record).toString() !== wanted.text) return false;
  return got.ttlMs <= wanted.left && got.ttlMs > wanted.left - SLOW_MS;
}

/** The command if PostgreSQL has taken it otherwise than a record in memory, else undefined. */
async function difference({ record, command }, slot) {
  const id = `${slot}`.padStart(43, 'x');
  const wanted = execute(command, record);
  await put(id, record);
  const got = await ask(id, command);
  const isWritten = got !== null && got !== false && !('record' in got);
  const left = await functions.look(id);
  const isRight = isWritten === wanted.reply.isWritten && isSame(left, wanted.record);
  return isRight ? undefined : { record, command, wanted, got, left };
}

describe('the interleavings of two clients', () => {
  test('consist of commands that PostgreSQL takes as a record in memory does', async () => {
    const commands = everyCommand();
    expect(commands.length).toBeGreaterThan(1000);
    for (let at = 0; at < commands.length; at += BATCH) {
      const checked = commands.slice(at, at + BATCH).map(difference);
      expect((await Promise.all(checked)).filter((each) => each !== undefined)).toEqual([]);
    }
  });
});
