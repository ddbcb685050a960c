'use strict';

// No Node for musl can be had from npm. So a small program on musl loads the binary, with stubs for what Node exports.

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { fetchNode } = require('../node-versions.js');
const { ROOT } = require('../testing/run.js');
const { NotRun } = require('./not-run.js');
const { which } = require('./which.js');

const FOLDER = path.join(ROOT, 'build', 'matrix', 'musl');
const SOURCE = path.join(__dirname, 'musl-program.c');
// It is the C library as well.
const LOADER = '/lib/ld-musl-x86_64.so.1';
const NODE = '24';

/** The dynamic symbols of a file, without their versions. */
function symbolsOf(file, kind) {
  const lines = execFileSync('nm', ['-D', kind, file], { encoding: 'utf8', maxBuffer: 2 ** 27 });
  return lines.trim().split('\n').map((line) => line.trim().split(' ').at(-1).split('@')[0]); // prettier-ignore
}

/** The functions that the binary takes from Node. A stub must not stand for a thing of the C library, such as `stderr`. */
function takenFromNode(binary) {
  const ofNode = new Set(symbolsOf(path.join(fetchNode(NODE), 'bin', 'node'), '--defined-only'));
  const ofMusl = new Set(symbolsOf(LOADER, '--defined-only'));
  const wanted = symbolsOf(binary, '--undefined-only');
  return wanted.filter((name) => ofNode.has(name) && !ofMusl.has(name));
}

function compile(name, stubs) {
  const source = path.join(FOLDER, `${name}.c`);
  const lines = stubs.map((stub) => `void ${stub}(void) { __builtin_trap(); }`);
  fs.writeFileSync(source, `${lines.join('\n')}\n`);
  const program = path.join(FOLDER, name);
  const flags = ['-rdynamic', '-fno-builtin', '-w'];
  execFileSync('musl-gcc', [...flags, '-o', program, SOURCE, source], { stdio: 'inherit' });
  return program;
}

function load(program, binary) {
  const { status, stdout, stderr } = spawnSync(program, [binary], { encoding: 'utf8' });
  return { loads: status === 0, lines: stdout.trim().split('\n').filter(Boolean), stderr };
}

function muslVersion() {
  const { stderr } = spawnSync(LOADER, [], { encoding: 'utf8' });
  return `musl ${/Version (\S+)/.exec(stderr)[1]}`;
}

/** Loads the binary with a stub for everything that Node exports, and checks that it does not load with one stub less. */
async function loadOnMusl(binary) {
  if (!which('musl-gcc')) {
    throw new NotRun('musl needs musl-gcc: run "bash scripts/setup.sh --matrix"');
  }
  fs.mkdirSync(FOLDER, { recursive: true });
  const stubs = takenFromNode(binary);
  const all = load(compile('all', stubs), binary);
  const oneLess = load(compile('one-less', stubs.slice(1)), binary);
  process.stdout.write(`${all.lines.join('\n')}\n${all.stderr}`);
  const isTold = !oneLess.loads && oneLess.stderr.includes(stubs[0]);
  if (isTold) process.stdout.write(`does not load without ${stubs[0]}\n`);
  const failed = Number(!all.loads) + Number(!isTold);
  return { libc: muslVersion(), passed: all.lines.length + Number(isTold), failed };
}

module.exports = { loadOnMusl };
