'use strict';

const { spawnSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../../helpers/project');
const { snippetsOf } = require('../../helpers/readme');

const PAGES = ['docs/getting-started.md', 'docs/reference/types.md'];
const FOLDER = path.join(ROOT, 'build', 'snippets');
const STRICT = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2023'];

const snippets = PAGES.flatMap((page) => snippetsOf(page, 'ts').map((code) => [page, code]));

test('the pages have snippets', () => {
  expect(snippets.length).toBeGreaterThan(2);
});

test.each([
  ['nodenext', ['--module', 'nodenext']],
  ['bundler', ['--module', 'preserve', '--moduleResolution', 'bundler']],
])('the TypeScript of the documents compiles with %s', (_, resolution) => {
  mkdirSync(FOLDER, { recursive: true });
  const files = snippets.map(([, code], index) => {
    const file = path.join(FOLDER, `types-${process.pid}-${index}.mts`);
    writeFileSync(file, code);
    return file;
  });
  const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
  const { status, stdout } = spawnSync(tsc, [...STRICT, ...resolution, ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
