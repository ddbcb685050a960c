'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { runChild } = require('../helpers/child.js');
const { expectOneSentence, loadFailure } = require('../helpers/load-failure.js');
const { copyPackage, temporaryFolder } = require('../helpers/package-copy.js');
const { ROOT } = require('../helpers/project.js');
const { startRedis } = require('../helpers/redis-server.js');

const PAID_ONCE = [
  { result: 'paid', cached: false },
  { result: 'paid', cached: true },
];
const root = copyPackage(temporaryFolder());
const loader = path.join(root, 'lib', 'native', 'binding.js');

test('a process that forbids addons is ADDONS_DISABLED', () => {
  const { code, message } = loadFailure({ flags: ['--no-addons'] });
  expect(code).toBe('ADDONS_DISABLED');
  expectOneSentence(message);
  expect(message).toContain('--no-addons');
});

test('a script for a startup snapshot is ADDONS_DISABLED, where Node would end the process', () => {
  const script = path.join(root, 'snapshot.js');
  const load = `require('node:module').createRequire(${JSON.stringify(script)})('./lib')`;
  fs.writeFileSync(
    script,
    `try { ${load} } catch ({ code, message }) { console.log(code, message) }`,
  );
  const flags = ['--no-warnings', '--snapshot-blob', path.join(root, 'blob'), '--build-snapshot'];
  const said = execFileSync(process.execPath, [...flags, script], { encoding: 'utf8' });
  expect(said).toMatch(
    /^ADDONS_DISABLED onceonly: a startup snapshot cannot hold an addon; [^\n]+\.$/m,
  );
});

describe('under the permission model', () => {
  const isOld = Number.parseInt(process.versions.node, 10) < 22;
  const model = [isOld ? '--experimental-permission' : '--permission', '--no-warnings'];
  const reading = (...files) => [...model, ...files.map((file) => `--allow-fs-read=${file}`)];

  test.each([['*'], [root]])('a process that may read %s and not load addons is told', (file) => {
    const { code, message } = loadFailure({ loader, flags: reading(file), cwd: root });
    expect(code).toBe('ADDONS_DISABLED');
    expectOneSentence(message);
    expect(message).toContain('--allow-addons');
  });

  test('a process that may not read the binaries is told which folder to name', () => {
    const files = [path.join(root, 'lib'), path.join(root, 'package.json')];
    const { code, message } = loadFailure({
      loader,
      flags: [...reading(...files), '--allow-addons'],
      cwd: root,
    });
    expect(code).toBe('ADDONS_DISABLED');
    expectOneSentence(message);
    expect(message).toContain(`may not read ${path.join(root, 'prebuilds')}`);
    expect(message).toContain('--allow-fs-read');
  });

  // With the second one, the file of Node can't be read: a report tells which C library this is.
  test.each([['*'], [root]])('a process that may read %s runs an operation once', (file) => {
    const answers = runChild(
      `const { IdempotencyHandler, MemoryStore } = require(${JSON.stringify(path.join(root, 'lib'))});
       const handler = new IdempotencyHandler({ store: new MemoryStore() });
       const run = () => handler.execute('k', {}, async () => 'paid');
       run().then(async (first) => console.log(JSON.stringify([first, await run()])));`,
      { flags: [...reading(file), '--allow-addons'], cwd: root, env: { ONCEONLY_BINARY: '' } },
    );
    expect(answers).toEqual(PAID_ONCE);
  });

  test('a process that may not use the network reaches Redis, which native code does', async () => {
    const { url } = await startRedis();
    const answers = runChild(
      `const { IdempotencyHandler, createStore } = require(${JSON.stringify(path.join(root, 'lib'))});
       const store = createStore({ redis: '${url}' });
       const handler = new IdempotencyHandler({ store });
       const pay = () => handler.execute('k', {}, async () => 'paid');
       pay().then(async (first) => {
         console.log(JSON.stringify([first, await pay()]));
         await store.close();
       });`,
      { flags: [...reading(root), '--allow-addons'], cwd: root, env: { ONCEONLY_BINARY: '' } },
    );
    expect(answers).toEqual(PAID_ONCE);
  });

  test('an Express server needs no more flags than that of the network, where Node has it', () => {
    const network = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
    const statuses = runChild(
      `const express = require('express');
       const { idempotency, idempotentRoute, MemoryStore } = require('./lib');
       const app = express();
       app.use(express.json());
       app.post('/pay', idempotency({ store: new MemoryStore() }), idempotentRoute(() => 'paid'));
       const server = app.listen(0, '127.0.0.1', async () => {
         const send = () => fetch('http://127.0.0.1:' + server.address().port + '/pay', {
           method: 'POST', headers: { 'idempotency-key': 'k', connection: 'close' } });
         const cached = async () => (await send()).headers.get('idempotency-cached');
         console.log(JSON.stringify([await cached(), await cached()]));
         server.close();
       });`,
      { flags: [...reading(ROOT), '--allow-addons', ...network] },
    );
    expect(statuses).toEqual(['false', 'true']);
  });
});
