'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { platformKey } = require('../../../lib/native/platform.js');
const { copyPackage, temporaryFolder } = require('../../helpers/package-copy');
const { BINARY } = require('../../helpers/project');
const { WORKED, makeApp, outputOf, withTool } = require('./bundled-app');

jest.setTimeout(120_000);

const app = makeApp();
const PACKAGE = path.join('node_modules', 'onceonly');
const SHIPPED = path.join('prebuilds', platformKey(), 'onceonly.node');

/** The files that @vercel/nft finds for a program, relative to the app. */
function trace(folder, program) {
  return withTool(
    require.resolve('@vercel/nft'),
    `tool.nodeFileTrace([args.file], { base: args.folder })
       .then(({ fileList }) => console.log(JSON.stringify([...fileList])));`,
    { file: path.join(folder, program), folder },
  );
}

describe('the files that @vercel/nft finds', () => {
  test.each(['server.js', 'server.mjs'])('are all that %s needs elsewhere', (program) => {
    const files = trace(app, program);
    expect(files).toContain(path.join(PACKAGE, SHIPPED));
    const elsewhere = temporaryFolder('onceonly-traced-');
    for (const file of files) fs.cpSync(path.join(app, file), path.join(elsewhere, file));
    expect(outputOf(path.join(elsewhere, program))).toEqual(WORKED);
  });

  test('have the binaries of all platforms, since the app may run on another one', () => {
    const other = makeApp();
    copyPackage(path.join(other, PACKAGE), ['darwin-arm64', 'linux-x64-musl', 'sunos-sparc']);
    const files = trace(other, 'server.js');
    for (const key of ['darwin-arm64', 'linux-x64-musl', 'sunos-sparc', platformKey()]) {
      expect(files).toContain(path.join(PACKAGE, 'prebuilds', key, 'onceonly.node'));
    }
  });

  test('have a build of this machine', () => {
    const other = makeApp();
    const built = path.join(PACKAGE, 'build', 'addon', 'onceonly.node');
    fs.rmSync(path.join(other, PACKAGE, 'prebuilds'), { recursive: true });
    fs.cpSync(BINARY, path.join(other, built));
    expect(trace(other, 'server.js')).toContain(built);
  });
});

test('a bundle of ncc has the binaries beside it and works elsewhere', () => {
  const ncc = require.resolve('@vercel/ncc/dist/ncc/cli.js');
  execFileSync(process.execPath, [ncc, 'build', 'server.js', '-o', 'dist', '--no-cache'], {
    cwd: app,
    stdio: 'pipe',
  });
  expect(fs.existsSync(path.join(app, 'dist', SHIPPED))).toBe(true);
  const elsewhere = temporaryFolder('onceonly-ncc-');
  fs.cpSync(path.join(app, 'dist'), elsewhere, { recursive: true });
  expect(outputOf(path.join(elsewhere, 'index.js'), { cwd: '/' })).toEqual(WORKED);
});
