'use strict';

const js = require('@eslint/js');
const globals = require('globals');
const { builtinModules } = require('node:module');

// Built-in modules are named with their node: prefix.
const BARE_BUILTINS = builtinModules.filter((name) => !name.startsWith('node:'));
const TESTS = ['test/**/*.js', 'examples/*/test/**/*.js'];

module.exports = [
  {
    ignores: [
      'build/',
      'prebuilds/',
      'coverage/',
      'bench/node_modules/',
      'test/ecosystem/node_modules/',
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
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: TESTS, languageOptions: { globals: globals.jest } },
  { files: ['**/*.mjs'], languageOptions: { sourceType: 'module', globals: globals.node } },
];
