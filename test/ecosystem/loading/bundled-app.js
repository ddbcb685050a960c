'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { copyPackage, temporaryFolder } = require('../../helpers/package-copy');

const PROGRAMS = {
  'server.js': `
    const { MemoryStore } = require('onceonly');
    new MemoryStore().store('k', { paid: true }).then((isNew) => console.log(isNew));`,
  'server.mjs': `
    import { MemoryStore } from 'onceonly';
    console.log(await new MemoryStore().store('k', { paid: true }));`,
};
const WORKED = { stdout: 'true\n', stderr: '' };

/** An app with programs that use the package, which it has installed. */
function makeApp() {
  const app = temporaryFolder('onceonly-bundle-');
  copyPackage(path.join(app, 'node_modules', 'onceonly'));
  for (const [name, code] of Object.entries(PROGRAMS)) fs.writeFileSync(path.join(app, name), code);
  return app;
}

/**
 * Calls the function of a tool in a process of its own, where it is as quick as for its users, and gives what it printed as
 * JSON. `code` finds the tool as `tool` and `args`.
 */
function withTool(tool, code, args) {
  const program = `const tool = require(${JSON.stringify(tool)}); const args = ${JSON.stringify(args)}; ${code}`;
  const output = execFileSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(output);
}

/** Runs a bundle, away from the app: `{ status, stdout, stderr }`. */
function run(file, { env = {}, cwd = path.dirname(file) } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ONCEONLY_BINARY: '', ...env },
  });
  return { status, stdout, stderr };
}

/** Runs a bundle that works. */
function outputOf(file, options) {
  const { stdout, stderr } = run(file, options);
  return { stdout, stderr };
}

/** Runs a bundle that doesn't start: `{ code, message }` of its error, and all that it printed. */
function failureOf(file, options) {
  const { stderr } = run(file, options);
  const [, message] = /^Error: (onceonly: [^]*?)\n {4}at /m.exec(stderr) ?? [undefined, stderr];
  return { message, stderr, code: /^ {2}code: '(\w+)'/m.exec(stderr)?.[1] };
}

module.exports = { WORKED, failureOf, makeApp, outputOf, withTool };
