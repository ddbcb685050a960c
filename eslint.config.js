'use strict';

const js = require('@eslint/js');
const globals = require('globals');
const { builtinModules } = require('node:module');

// Built-in modules are named with their node: prefix.
const BARE_BUILTINS = builtinModules.filter((name) => !name.startsWith('node:'));
// An environment may put others in their place (fake timers, jsdom): `lib/` takes Node's own.
const REPLACED_GLOBALS = [
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
  ],
  ...['queueMicrotask', 'AbortController', 'AbortSignal', 'Event', 'EventTarget', 'MessageChannel'],
  ...['Buffer', 'Blob', 'File', 'TextEncoder', 'TextDecoder', 'URL', 'URLSearchParams'],
  ...['performance', 'structuredClone', 'crypto', 'fetch', 'Headers', 'Request', 'Response'],
].map((name) => ({ name, message: "Take Node's own, from a node: module or lib/util/timers.js." }));
const REPLACED_MEMBERS = [
  { object: 'process', property: 'nextTick', message: 'Fake timers replace it: use soon().' },
  {
    object: 'process',
    property: 'hrtime',
    message: 'Fake timers replace it: use lib/native/clock.js.',
  },
  { object: 'Date', property: 'now', message: 'Fake timers replace it: use lib/native/clock.js.' },
];
const TESTS = ['test/**/*.js', 'examples/*/test/**/*.js'];

module.exports = [
  {
    ignores: [
      'build/',
      'prebuilds/',
      'coverage/',
      'bench/node_modules/',
      'release/build/',
      'test/ecosystem/node_modules/',
      'test/ecosystem/postgres/prisma/client/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'commonjs', globals: globals.node },
    rules: {
      strict: ['error', 'global'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-unused-vars': ['error', { args: 'after-used', ignoreRestSiblings: true }],
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-throw-literal': 'error',
      'no-template-curly-in-string': 'error',
      'no-restricted-modules': ['error', ...BARE_BUILTINS],
    },
  },
  {
    files: ['lib/**/*.js'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', ...REPLACED_GLOBALS],
      'no-restricted-properties': ['error', ...REPLACED_MEMBERS],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "BinaryExpression[operator='instanceof'][right.name=/^(IdempotencyError|StoreError|Store|Buffer|RegExp|Promise|Date|Map|Set|.*Array)$/]",
          message: 'It may come from another copy of the package, or from another realm.',
        },
      ],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['client/*.js', 'examples/*/public/*.js'],
    languageOptions: { sourceType: 'module', globals: globals['shared-node-browser'] },
    rules: {
      strict: ['error', 'never'],
      'no-console': 'error',
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['examples/*/public/*.js'], languageOptions: { globals: globals.browser } },
  { files: TESTS, languageOptions: { globals: globals.jest } },
  { files: ['**/*.mjs'], languageOptions: { sourceType: 'module', globals: globals.node } },
];
