'use strict';

const path = require('node:path');
const zlib = require('node:zlib');

const esbuild = require('esbuild');
const { ROOT } = require('../../helpers/project');

const LIMIT_BYTES = 3 * 1024;

/** The client as a page gets it, and the files in it. */
function bundle(exports) {
  const { outputFiles, metafile } = esbuild.buildSync({
    stdin: { contents: `export ${exports} from './client/index.js';`, resolveDir: ROOT },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
    metafile: true,
  });
  const bytes = zlib.gzipSync(outputFiles[0].contents, { level: 9 }).length;
  return { bytes, inputs: Object.keys(metafile.inputs) };
}

describe('the client in a bundle for a page', () => {
  test('has at most 3 KB, minified and gzipped', () => {
    expect(bundle('*').bytes).toBeLessThanOrEqual(LIMIT_BYTES);
  });

  test('holds its own files alone', () => {
    const { inputs } = bundle('*');
    const others = inputs.filter((file) => path.dirname(file) !== 'client' && file !== '<stdin>');
    expect(others).toEqual([]);
  });

  test('holds no part that a page does not use', () => {
    expect(bundle('{ generateIdempotencyKey }').bytes).toBeLessThan(200);
    expect(bundle('{ idempotentFetch }').bytes).toBeLessThan(LIMIT_BYTES * 0.75);
  });
});
