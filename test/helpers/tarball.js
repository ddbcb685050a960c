'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { temporaryFolder } = require('./package-copy');
const { ROOT } = require('./project');

/**
 * Makes the tarball of this checkout in `folder`, or of a package inside it: `{ tarball, files }`, where `files` are the paths in
 * it.
 */
function packInto(folder, source = ROOT) {
  const args = ['pack', '--json', '--pack-destination', folder];
  const output = execFileSync('npm', args, { cwd: source, encoding: 'utf8', stdio: 'pipe' });
  const [{ filename, files }] = JSON.parse(output);
  return { tarball: path.join(folder, filename), files: files.map(({ path: file }) => file) };
}

/** A folder in `place` for an app that has installed nothing yet. */
function emptyApp(place, name, manifest = {}) {
  const app = path.join(place, name);
  fs.mkdirSync(app, { recursive: true });
  const text = JSON.stringify({ name: 'app', private: true, ...manifest });
  fs.writeFileSync(path.join(app, 'package.json'), text);
  return app;
}

/** A folder with `node` alone, for a PATH without compiler, npm and shell. */
function binWith(node) {
  const bin = temporaryFolder('onceonly-bin-');
  fs.symlinkSync(node, path.join(bin, 'node'));
  return bin;
}

/** The program of npm itself, to be run by any Node. */
function npmProgram() {
  const folders = process.env.PATH.split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, 'npm')).find(fs.existsSync);
  return fs.realpathSync(found);
}

module.exports = { binWith, emptyApp, npmProgram, packInto };
