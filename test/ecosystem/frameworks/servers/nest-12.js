'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const esbuild = require('esbuild');

const { atEnd } = require('../../../helpers/cleanups');

const NAMES = ['common', 'core', 'platform-express', 'platform-fastify'];
const FOLDER = path.join(__dirname, '..', '..');

/**
 * Nest 12 has ES modules alone, which Jest does not load. Here they are as one file of CommonJS, so that all of them share their classes.
 * Gives what requires one of them.
 */
function loadNest12() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-nest-12-'));
  atEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  const exported = NAMES.map((name, at) => `export * as n${at} from '@nestjs/${name}';`);
  const outfile = path.join(folder, 'nest.cjs');
  esbuild.buildSync({
    ...{ outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' },
    stdin: { contents: exported.join('\n'), resolveDir: FOLDER },
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: `const importMetaUrl = ${JSON.stringify(`file://${FOLDER}/package.json`)};` },
    external: [
      '@nestjs/microservices',
      '@nestjs/websockets',
      '@fastify/static',
      '@fastify/view',
      '@fastify/multipart',
      'class-validator',
      'class-transformer',
    ],
  });
  const all = require(outfile);
  return (wanted) => all[`n${NAMES.indexOf(wanted.replace('@nestjs/', ''))}`];
}

module.exports = { loadNest12 };
