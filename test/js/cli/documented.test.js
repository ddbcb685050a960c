'use strict';

const { commands } = require('../../../lib/cli/commands');
const { MEANINGS } = require('../../../lib/cli/exit-codes.js');
const { flagOf } = require('../../../lib/cli/help.js');
const { ADDRESS, STORE } = require('../../../lib/cli/options.js');
const { recordJson } = require('../../../lib/cli/record.js');
const { codeWords, sectionsOf } = require('../../helpers/sections.js');
const { readText } = require('../../helpers/project.js');

const PAGE = 'docs/reference/command-line.md';

// Commands may have other options of these names, as `--path` of openapi.
const SHARED = new Set([...Object.values(ADDRESS), ...Object.values(STORE)]);
const sections = sectionsOf(PAGE);

/** The cells of all tables in a text. */
const rowsOf = (text) =>
  text
    .split('\n')
    .filter((line) => /^\| /.test(line))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** The text under a heading of the second level, before its parts. */
function under(heading) {
  const [, text] = readText(PAGE).split(`\n## ${heading}\n`);
  return text.split(/\n#{2,3} /)[0];
}

const withoutLetter = (flag) => flag.replace(/^-\w, /, '').replace(/ \.\.\.$/, '');
const flagsOf = (options) => Object.entries(options).map((each) => withoutLetter(flagOf(...each)));
const flagsIn = (text) =>
  rowsOf(text)
    .flatMap(([cell]) => codeWords(cell))
    .filter((word) => word.startsWith('--'));
const codesIn = (text) =>
  rowsOf(text)
    .filter(([cell]) => /^\d+$/.test(cell))
    .map(([code, meaning]) => [Number(code), meaning]);

describe('the page of the command line', () => {
  test('has a section per command, in the order of the help', () => {
    expect([...sections.keys()]).toEqual(commands().map(({ name }) => name));
  });

  test.each(commands().map((command) => [command.name, command]))(
    'has the options of %s',
    (name, { groups }) => {
      const options = Object.assign({}, ...groups.map(([, group]) => group));
      const own = Object.entries(options).filter(([, option]) => !SHARED.has(option));
      expect(flagsIn(sections.get(name))).toEqual(flagsOf(Object.fromEntries(own)));
    },
  );

  test('has the options that name a store and a record', () => {
    expect(flagsIn(under('Name the store'))).toEqual(flagsOf(STORE));
    expect(flagsIn(under('Name a record'))).toEqual(flagsOf(ADDRESS));
  });

  test('has the exit codes of all commands', () => {
    expect(codesIn(under('Exit codes'))).toEqual(MEANINGS);
  });

  test('has the exit codes of the commands with codes of their own', () => {
    const own = commands().filter(({ exits }) => exits !== undefined);
    expect(own.map(({ name }) => name)).toEqual(['request', 'openapi']);
    for (const { name, exits } of own) expect(codesIn(sections.get(name))).toEqual(exits);
  });

  test('has the fields of a record', () => {
    const record = recordJson({ createdAt: new Date() });
    const fields = rowsOf(under('Output')).flatMap(([cell]) => codeWords(cell));
    expect(fields).toEqual(Object.keys(record));
  });
});
