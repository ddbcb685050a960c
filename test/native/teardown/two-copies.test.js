'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { atEnd } = require('../../helpers/cleanups');
const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { BINARY, ROOT } = require('../../helpers/project');
const { startRedis } = require('../../helpers/redis-server');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));
const WORKERS = 3;

/** The package as an application finds it below node_modules, with its own binary. */
function copyPackage() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-copy-'));
  atEnd(() => fs.rmSync(folder, { recursive: true }));
  fs.cpSync(path.join(ROOT, 'lib'), path.join(folder, 'lib'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  fs.mkdirSync(path.join(folder, 'build', 'addon'), { recursive: true });
  fs.copyFileSync(BINARY, path.join(folder, 'build', 'addon', 'onceonly.node'));
  return folder;
}

test.each(['tcp', 'password'])(
  '%s: two copies of the addon work side by side in every thread',
  async (way) => {
    const { port } = await startRedis();
    const packages = [copyPackage(), copyPackage()];
    const args = { way, place: { port }, packages, workers: WORKERS };
    const { code, signal, stderr, report } = await run('two-copies', args, {
      env: { ONCEONLY_BINARY: '', ONCEONLY_PACKAGE: packages[0] },
    });
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    const each = { ran: 100, replayed: 100 };
    expect(report).toEqual(Array(WORKERS + 1).fill([each, each]));
  },
);
