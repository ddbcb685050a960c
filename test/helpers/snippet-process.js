'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { createInterface } = require('node:readline');

const { atEnd } = require('./cleanups');
const { HttpClient } = require('./http');
const { ROOT } = require('./project');
const { asProgram, isModule } = require('./readme');

const HOST = path.join(ROOT, 'test', 'helpers', 'snippet-host.js');
const FOLDER = path.join(ROOT, 'build', 'snippets');

let count = 0;

function writeProgram(code, version) {
  mkdirSync(FOLDER, { recursive: true });
  const extension = isModule(code) ? 'mjs' : 'js';
  const file = path.join(FOLDER, `snippet-${process.pid}-${++count}.${extension}`);
  writeFileSync(file, asProgram(code, version));
  return file;
}

/**
 * Runs a snippet as a program of its own until the test file ends: `{ child, client, lines, exited }`, where `lines` are
 * those of its output. Rejects if it ends before it listens.
 */
async function startSnippet(code, { version = 'express', env = {} } = {}) {
  const child = fork(writeProgram(code, version), {
    execArgv: ['--require', HOST],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const exited = once(child, 'exit');
  atEnd(() => child.kill('SIGKILL') && exited);
  const ended = exited.then(([status]) => Promise.reject(new Error(`ended with ${status}`)));
  const lines = createInterface(child.stdout);
  const [{ port }] = await Promise.race([once(child, 'message'), ended]);
  return { child, client: new HttpClient(port), lines, exited };
}

module.exports = { startSnippet };
