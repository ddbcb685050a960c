'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { runChild } = require('../helpers/child.js');
const { loadFailure } = require('../helpers/load-failure.js');
const { copyPackage, temporaryFolder } = require('../helpers/package-copy.js');
const { ROOT } = require('../helpers/project.js');

const place = temporaryFolder();
// A copy finds the binary that lies in it.
const own = { ONCEONLY_BINARY: '' };
const PAID_ONCE = [
  { result: 'paid', cached: false },
  { result: 'paid', cached: true },
];
const payTwice = (lib) => `
  const { IdempotencyHandler, MemoryStore } = require(${JSON.stringify(lib)});
  const handler = new IdempotencyHandler({ store: new MemoryStore() });
  const pay = () => handler.execute('k', {}, async () => 'paid');
  const paid = pay().then(async (first) => [first, await pay()]);`;
const PRINT = 'paid.then((answers) => console.log(JSON.stringify(answers)));';

describe.each([
  ['with spaces', 'a folder  of mine'],
  ['with letters of other languages', 'Äpfel-お金-мой-🍏'],
  ['with letters that are made of two', 'Cafe\u0301'],
  ['with signs of the shell', `it's "$HOME" & (1) #2 100% ;`],
  ['with a long name', 'x'.repeat(200)],
])('the package in a folder %s', (_, name) => {
  const root = copyPackage(path.join(place, name, 'node_modules', 'onceonly'));

  test('runs an operation once', () => {
    expect(runChild(payTwice(root) + PRINT, { env: own })).toEqual(PAID_ONCE);
  });

  test('is there by import', () => {
    const program = path.join(place, name, 'app.mjs');
    const code = `import { MemoryStore } from 'onceonly'; console.log(typeof MemoryStore);`;
    fs.writeFileSync(program, code);
    const env = { ...process.env, ...own };
    expect(execFileSync(process.execPath, [program], { env, encoding: 'utf8' })).toBe('function\n');
  });

  test('gives a command for a build that a shell takes', () => {
    fs.writeFileSync(path.join(root, 'scripts', 'build.js'), 'console.log("it builds")');
    const loader = path.join(root, 'lib', 'native', 'binding.js');
    const asDarwin = `Object.defineProperty(process, 'platform', { value: 'darwin' })`;
    const { message } = loadFailure({ loader, before: asDarwin });
    const [, command] = /^3\. Run: (.*)$/m.exec(message);
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe('it builds\n');
  });
});

describe('the package in a folder that is read-only', () => {
  const root = copyPackage(path.join(place, 'read-only'));
  // The superuser may write everywhere, unless this right is taken away.
  const asUser =
    process.getuid() === 0
      ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search', '--']
      : [];
  const run = (code) => {
    const [command, ...args] = [...asUser, process.execPath, '-e', code];
    return spawnSync(command, args, {
      env: { ...process.env, ...own },
      encoding: 'utf8',
      cwd: root,
    });
  };
  const changeModes = (letters) => execFileSync('chmod', ['-R', letters, root]);

  beforeAll(() => changeModes('a-w'));
  afterAll(() => changeModes('u+w'));

  test('runs an operation once', () => {
    const { stdout, stderr } = run(payTwice(root) + PRINT);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(PAID_ONCE);
  });

  // Without this the test above could write and pass.
  test('is one in which a process can write nothing', () => {
    const { stderr } = run(`require('node:fs').writeFileSync('lib/new.js', '')`);
    expect(stderr).toContain('EACCES');
  });
});

test('the package behind a link runs an operation once', () => {
  const root = copyPackage(path.join(place, 'linked'));
  const link = path.join(place, 'link');
  fs.symlinkSync(root, link, 'dir');
  const linked = { env: own, flags: ['--preserve-symlinks'] };
  expect(runChild(payTwice(link) + PRINT, { env: own })).toEqual(PAID_ONCE);
  expect(runChild(payTwice(link) + PRINT, linked)).toEqual(PAID_ONCE);
});

describe('the package in a worker thread', () => {
  const inWorker = (code, options = {}) =>
    runChild(`
      const { Worker } = require('node:worker_threads');
      const worker = new Worker(${JSON.stringify(code)}, { eval: true, ...${JSON.stringify(options)} });
      worker.on('message', (answers) => console.log(JSON.stringify(answers)));`);
  const POST = `require('node:worker_threads').parentPort.postMessage`;
  const refusal = `try { require(${JSON.stringify(ROOT)}); } catch ({ code }) { ${POST}(code); }`;

  test('runs an operation once', () => {
    expect(inWorker(`${payTwice(ROOT)} paid.then((answers) => ${POST}(answers));`)).toEqual(
      PAID_ONCE,
    );
  });

  test('is ADDONS_DISABLED if the thread may not load addons', () => {
    expect(inWorker(refusal, { execArgv: ['--no-addons'] })).toBe('ADDONS_DISABLED');
  });

  test('finds ONCEONLY_BINARY in the environment of the thread', () => {
    const env = { ONCEONLY_BINARY: '/nowhere.node' };
    expect(inWorker(refusal, { env })).toBe('NO_BINARY');
  });
});

describe('the package in many module registries of one process', () => {
  test('works in each of them, as Jest has one for each test file', async () => {
    const loaded = new Set();
    for (let times = 0; times < 10; times += 1) {
      jest.resetModules();
      const { IdempotencyHandler, MemoryStore } = require('onceonly');
      loaded.add(MemoryStore);
      const handler = new IdempotencyHandler({ store: new MemoryStore() });
      const pay = () => handler.execute('k', {}, async () => 'paid');
      expect([await pay(), await pay()]).toEqual(PAID_ONCE);
    }
    expect(loaded.size).toBe(10);
  });

  test.each(['fs', 'node:fs'])('works in one that has a mock in the place of %s', (name) => {
    const fake = jest.fn(() => false);
    jest.isolateModules(() => {
      jest.doMock(name, () => ({ existsSync: fake, openSync: fake, readdirSync: fake }));
      expect(require(name).existsSync).toBe(fake);
      expect(typeof require('onceonly').idempotency).toBe('function');
    });
    jest.dontMock(name);
    expect(fake).not.toHaveBeenCalled();
  });

  test('works in each of them beside copies in other folders', () => {
    const copies = [1, 2, 3].map((n) => copyPackage(path.join(place, `copy-${n}`)));
    const answers = runChild(
      `(async () => {
         const answers = [];
         for (const lib of ${JSON.stringify([...copies, ...copies])}) {
           for (const file of Object.keys(require.cache)) delete require.cache[file];
           ${payTwice('LIB').replace('"LIB"', 'lib')}
           answers.push(await paid);
         }
         console.log(JSON.stringify(answers));
       })();`,
      { env: own },
    );
    expect(answers).toEqual(Array(6).fill(PAID_ONCE));
  });
});
