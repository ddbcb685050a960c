'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const esbuild = require('esbuild');
const { BINARY, readText } = require('../../helpers/project');
const { snippetsOf } = require('../../helpers/readme');
const { WORKED, failureOf, makeApp, outputOf } = require('./bundled-app');

const PAGE = 'docs/guides/installing.md';
const app = makeApp();
let bundles = 0;

/** Bundles a program of the app into a new folder, two below one that is new too, and gives the file. */
function bundle(name, options = {}) {
  bundles += 1;
  const outfile = path.join(app, `bundle-${bundles}`, 'app', 'dist', name);
  esbuild.buildSync({
    entryPoints: [path.join(app, name)],
    absWorkingDir: app,
    outfile,
    bundle: true,
    platform: 'node',
    format: name.endsWith('.mjs') ? 'esm' : 'cjs',
    logLevel: 'silent',
    ...options,
  });
  return outfile;
}

function copyBinaries(folder) {
  const binaries = path.join(app, 'node_modules', 'onceonly', 'prebuilds');
  fs.cpSync(binaries, path.join(folder, 'prebuilds'), { recursive: true });
}

describe('a bundle of esbuild that leaves the package out', () => {
  test.each([
    ['server.js', { external: ['onceonly'] }],
    ['server.js', { packages: 'external' }],
    ['server.mjs', { external: ['onceonly'] }],
    ['server.js', { external: ['onceonly'], minify: true }],
  ])('works: %s with %j', (name, options) => {
    expect(outputOf(bundle(name, options))).toEqual(WORKED);
  });
});

describe.each([[{}], [{ minify: true }], [{ sourcemap: 'inline' }]])(
  'a bundle of esbuild that takes the package in, with %j,',
  (options) => {
    test('says how to leave it out, and where it looks for binaries', () => {
      const outfile = bundle('server.js', options);
      const { code, message, stderr } = failureOf(outfile);
      expect(code).toBe('BUNDLED');
      // Without the line of the bundle, of which a pipe may take no more.
      expect(stderr.length).toBeLessThan(10_000);
      const ways = ['--external:onceonly', 'webpack', 'serverExternalPackages', 'ONCEONLY_BINARY'];
      for (const words of ways) expect(message).toContain(words);
      expect(message).toContain(
        `copy node_modules/onceonly/prebuilds to ${path.dirname(outfile)},`,
      );
      expect(message).not.toContain('build.js');
    });

    test('works with the binaries beside it, from any folder', () => {
      const outfile = bundle('server.js', options);
      copyBinaries(path.dirname(outfile));
      expect(outputOf(outfile, { cwd: '/' })).toEqual(WORKED);
    });

    test('works with ONCEONLY_BINARY', () => {
      const env = { ONCEONLY_BINARY: BINARY };
      expect(outputOf(bundle('server.js', options), { env })).toEqual(WORKED);
    });

    test('names the platforms of the binaries beside it if this one is not among them', () => {
      const outfile = bundle('server.js', options);
      fs.mkdirSync(path.join(path.dirname(outfile), 'prebuilds', 'sunos-sparc'), {
        recursive: true,
      });
      const { code, message } = failureOf(outfile);
      expect(code).toBe('NO_BINARY');
      expect(message).toContain('only for sunos-sparc.');
      expect(message).toContain(
        `Run: node ${path.join('node_modules', 'onceonly', 'scripts', 'build.js')}`,
      );
    });

    // Others may write to a folder above, such as /tmp. In the package, the binaries lie two folders above the loader.
    test('loads nothing from a folder above its own', () => {
      const outfile = bundle('server.js', options);
      const root = path.resolve(outfile, '..', '..', '..');
      copyBinaries(root);
      fs.cpSync(BINARY, path.join(root, 'build', 'addon', 'onceonly.node'));
      expect(failureOf(outfile).code).toBe('BUNDLED');
    });
  },
);

describe('the page about installing', () => {
  test('has the two commands for a bundle with its binaries', () => {
    const [commands] = snippetsOf(PAGE, 'sh').filter((code) => code.includes('npx esbuild'));
    const tools = path.join(__dirname, '..', 'node_modules', '.bin');
    fs.symlinkSync(tools, path.join(app, 'node_modules', '.bin'), 'dir');
    execFileSync('sh', ['-e', '-c', commands], { cwd: app, stdio: 'pipe' });
    expect(outputOf(path.join(app, 'dist', 'server.js'))).toEqual(WORKED);
  });

  test('has the banner with which an ES module works', () => {
    const [, js] = /--banner:js="([^"]+)"/.exec(readText(PAGE));
    const outfile = bundle('server.mjs', { banner: { js } });
    expect(failureOf(outfile).code).toBe('BUNDLED');
    copyBinaries(path.dirname(outfile));
    expect(outputOf(outfile)).toEqual(WORKED);
    expect(failureOf(bundle('server.mjs')).message).toContain('Dynamic require');
  });
});

test('a bundle of esbuild that has no __dirname is told to copy the binaries into its folder', () => {
  const js = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;
  const { code, message } = failureOf(bundle('server.mjs', { banner: { js } }));
  expect(code).toBe('BUNDLED');
  expect(message).toContain('to the folder of the bundle,');
});
