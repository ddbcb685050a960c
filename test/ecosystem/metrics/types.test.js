'use strict';

const { spawnSync } = require('node:child_process');
const path = require('node:path');

const { ROOT } = require('../../helpers/project');

const FLAGS = ['--strict', '--esModuleInterop', '--module', 'node16', '--target', 'es2023'];

test('the exporters take prom-client, OpenTelemetry and their parts as these are typed', () => {
  const { stdout, status } = spawnSync(
    path.join(ROOT, 'node_modules', '.bin', 'tsc'),
    [
      ...['--ignoreConfig', '--noEmit', '--skipLibCheck', '--types', 'node', ...FLAGS],
      path.join(__dirname, 'typed-exporters.ts'),
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect([stdout, status]).toEqual(['', 0]);
});
