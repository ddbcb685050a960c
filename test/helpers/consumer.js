'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { ROOT, listFiles } = require('./project');

const PROGRAMS = path.join(ROOT, 'test', 'types', 'consumer');
const RESOLUTIONS = [
  ['node16', ['--module', 'node16']],
  ['nodenext', ['--module', 'nodenext']],
  ['bundler', ['--module', 'preserve', '--moduleResolution', 'bundler']],
];

/** Each resolution with `skipLibCheck` and without, for `test.each`: a name and the options of tsc. */
const WAYS = RESOLUTIONS.flatMap(([name, flags]) => [
  [name, [...flags, '--skipLibCheck', 'false']],
  [`${name} and skipLibCheck`, [...flags, '--skipLibCheck', 'true']],
]);

/**
 * A project that has installed the package's declarations, Node's types, and `expressTypes`, a folder with a version of
 * @types/express, or none.
 */
class Consumer {
  #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-types-'));

  constructor(expressTypes) {
    const modules = path.join(this.#folder, 'node_modules');
    fs.mkdirSync(path.join(modules, '@types'), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules', '@types', 'node'), `${modules}/@types/node`);
    if (expressTypes) fs.symlinkSync(expressTypes, `${modules}/@types/express`);
    // Copies: a link would be followed, and find the Express types of this checkout.
    const declarations = listFiles('.', /^(index|types\/.+|lib\/.+|client\/.+)\.d\.ts$/);
    for (const file of ['package.json', 'client/package.json', ...declarations])
      this.#copy(file, modules);
  }

  #copy(file, modules) {
    const target = path.join(modules, 'onceonly', file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(path.join(ROOT, file), target);
  }

  /** Installs a package from its folder. */
  link(name, folder) {
    const target = path.join(this.#folder, 'node_modules', name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.symlinkSync(folder, target);
  }

  /** The complaints of the compiler about programs of test/types/consumer, or of another folder, '' if there are none. */
  compile(programs, flags, folder = PROGRAMS) {
    for (const name of programs) {
      fs.copyFileSync(path.join(folder, name), path.join(this.#folder, name));
    }
    const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
    const strict = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2023'];
    const { status, stdout } = spawnSync(
      tsc,
      [...strict, '--types', 'node', ...flags, ...programs],
      { cwd: this.#folder, encoding: 'utf8' },
    );
    return status === 0 ? '' : stdout;
  }

  remove() {
    fs.rmSync(this.#folder, { recursive: true });
  }
}

module.exports = { Consumer, WAYS };
