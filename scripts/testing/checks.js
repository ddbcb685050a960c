'use strict';

const { findFiles, run, runTool } = require('./run.js');

function check(ok, what) {
  return { passed: ok ? 1 : 0, failed: 0, problems: ok ? [] : [`${what} found faults`] };
}

/** The declarations, tested with tsd, and lib/ checked against them. */
function runTypes() {
  const files = findFiles('test/types', /\.test-d\.ts$/);
  const ok = runTool('tsd/dist/cli.js', ['--files', 'test/types/**/*.test-d.ts']);
  const tsd = ok
    ? { passed: files.length, failed: 0, problems: [] }
    : { passed: 0, failed: files.length, problems: [] };
  if (files.length === 0) tsd.problems.push('test/types holds no *.test-d.ts');
  return [
    { name: 'test/types', ...tsd },
    { name: 'tsc', ...check(runTool('typescript/bin/tsc', ['--project', '.']), 'tsc') },
  ];
}

/** Style: never a reason to change what the code does. */
function runLint() {
  const sources = ['addon', 'test/cpp', 'test/fuzz'].flatMap((folder) =>
    findFiles(folder, /\.(cc|h)$/),
  );
  return [
    { name: 'eslint', ...check(runTool('eslint/bin/eslint.js', ['.']), 'eslint') },
    {
      name: 'prettier',
      ...check(runTool('prettier/bin/prettier.cjs', ['--check', '.']), 'prettier'),
    },
    {
      name: 'clang-format',
      ...check(run('clang-format', ['--dry-run', '--Werror', ...sources]), 'clang-format'),
    },
  ];
}

module.exports = { runLint, runTypes };
