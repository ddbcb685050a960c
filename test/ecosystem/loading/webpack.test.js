'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { BINARY } = require('../../helpers/project');
const { WORKED, failureOf, makeApp, outputOf, withTool } = require('./bundled-app');

jest.setTimeout(120_000);

const app = makeApp();

/** Bundles the program of the app into a folder of this name, without an error or a warning, and gives the file. */
function bundle(name, options = {}) {
  const problems = withTool(
    require.resolve('webpack'),
    `tool(args, (error, stats) => {
       const { errors, warnings } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
       console.log(JSON.stringify(error ? [String(error)] : [...errors, ...warnings]));
     });`,
    {
      mode: 'production',
      target: 'node',
      context: app,
      entry: './server.js',
      output: { path: path.join(app, name), filename: 'server.js' },
      ...options,
    },
  );
  expect(problems).toEqual([]);
  return path.join(app, name, 'server.js');
}

test('a bundle of webpack that leaves the package out works', () => {
  const externals = { onceonly: 'commonjs onceonly' };
  expect(outputOf(bundle('external', { externals }))).toEqual(WORKED);
});

describe.each(['production', 'development'])('a bundle of webpack (%s)', (mode) => {
  let file;
  beforeAll(() => {
    file = bundle(mode, { mode });
  });

  test('that takes the package in says how to leave it out', () => {
    const { code, message, stderr } = failureOf(file);
    expect(code).toBe('BUNDLED');
    // Without the line of the bundle, of which a pipe may take no more.
    expect(stderr.length).toBeLessThan(10_000);
    expect(message).toContain('webpack: externals: { onceonly: "commonjs onceonly" }');
    expect(message).toContain(`copy node_modules/onceonly/prebuilds to ${path.dirname(file)},`);
  });

  test('that takes the package in works with ONCEONLY_BINARY', () => {
    expect(outputOf(file, { env: { ONCEONLY_BINARY: BINARY } })).toEqual(WORKED);
  });

  test('that takes the package in works with the binaries beside it', () => {
    const binaries = path.join(app, 'node_modules', 'onceonly', 'prebuilds');
    fs.cpSync(binaries, path.join(path.dirname(file), 'prebuilds'), { recursive: true });
    expect(outputOf(file, { cwd: '/' })).toEqual(WORKED);
  });
});
