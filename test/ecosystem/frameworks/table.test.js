'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../../helpers/project');
const { CASES, MODES } = require('./suite');

const PAGE = 'docs/guides/frameworks/index.md';
const FOLDER = __dirname;
const MODE_WORDS = { 2: 'yes', 1: 'response' };

/** The frameworks that the test files describe, by the names that these give them. */
function frameworksUnderTest() {
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.test.js'));
  const texts = files.map((file) => fs.readFileSync(path.join(FOLDER, file), 'utf8'));
  const servers = fs.readdirSync(path.join(FOLDER, 'servers'));
  texts.push(...servers.map((file) => fs.readFileSync(path.join(FOLDER, 'servers', file), 'utf8')));
  const names = texts.flatMap((text) =>
    [...text.matchAll(/(?:Server\(|^ {2}name: )'([^']+)'/gm)].map(([, name]) => name),
  );
  return [...new Set(names)].sort();
}

/** The rows of the table, with the modes of their cases. */
function rowsOfSuite() {
  const rows = new Map();
  for (const { row, modes = MODES } of CASES) {
    const known = rows.get(row) ?? new Set();
    for (const mode of modes) known.add(mode);
    rows.set(row, known);
  }
  return [...rows].map(([row, modes]) => `| ${row} | ${MODE_WORDS[modes.size]} |`);
}

test('the page about frameworks has the cases of the suite', () => {
  const lines = fs.readFileSync(path.join(ROOT, PAGE), 'utf8').split('\n');
  const at = lines.indexOf('| case | modes |');
  const shown = lines.slice(at + 2, lines.indexOf('', at));
  expect(shown).toEqual(rowsOfSuite());
});

test('the page about frameworks names those that the suite runs over', () => {
  const text = fs.readFileSync(path.join(ROOT, PAGE), 'utf8');
  const [, list] = /^It runs over:\n\n- ((?:.+\n)+)/m.exec(text);
  expect(
    list
      .trim()
      .split(/, |\n- /)
      .sort(),
  ).toEqual(frameworksUnderTest());
});
