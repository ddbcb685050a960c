'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { ROOT } = require('../helpers/project.js');

jest.setTimeout(120_000);

// Stores that nobody closes, with all that may be held for a request: a signal, events, a wait, a connection.
const USERS_TEST = `
  const { IdempotencyHandler, MemoryStore, RedisStore } = require(${JSON.stringify(ROOT)});
  const options = { inProgress: 'wait', maxWaitMs: 1, budgetMs: 50, onEvent() {} };
  const redis = { host: '127.0.0.1', port: 1 };
  test.each([
    ['memory', () => new MemoryStore()],
    ['redis', () => new RedisStore({ redis })],
    ['a socket of Node', () => new RedisStore({ redis: { ...redis, username: 'default', password: async () => 'any' } })],
  ])('%s', async (_, open) => {
    const handler = new IdempotencyHandler({ store: open(), ...options });
    const run = () => handler.execute('k', 1, async ({ signal }) => signal.aborted).catch(({ code }) => code);
    const answers = await Promise.all([run(), run()]);
    expect(answers.length).toBe(2);
  });`;

test('--detectOpenHandles of Jest lists nothing of the package', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-jest-')));
  try {
    fs.writeFileSync(path.join(folder, 'jest.config.js'), 'module.exports = {};');
    fs.writeFileSync(path.join(folder, 'a.test.js'), USERS_TEST);
    const jestFile = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const { status, stderr } = spawnSync(process.execPath, [jestFile, '--detectOpenHandles'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toContain('3 passed, 3 total');
    expect(stderr).not.toContain('open handle');
    expect(status).toBe(0);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
