'use strict';

// The table of docs/reference/platforms.md, made of the record alone.

const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../testing/run.js');
const { readRecord } = require('./record.js');
const { ROWS } = require('./rows.js');

const PAGE = path.join(ROOT, 'docs', 'reference', 'platforms.md');
const PLACE = /(<!-- matrix:begin -->\n)[^]*(<!-- matrix:end -->)/;
const HEAD = ['Platform', 'C library', 'Node', 'What ran', 'Result', 'Date'];
const PARTS = {
  jest: 'All Jest tests.',
  'jest-node': 'The Jest tests that depend on Node.',
  'jest-installed': 'The Jest tests that depend on Node, without those that build and pack.',
  'jest-addon': 'The Jest tests of the addon, of the stores and of races.',
  'jest-smoke': 'The Jest tests of loading it, and some that use it.',
  loaded: 'Built, and loaded by a small program. Not run in Node.',
  built: 'Built, not run. Its headers, imports and exports were checked.',
};

const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

function resultOf({ part, passed, failed }) {
  if (part === 'built') return failed === 0 ? 'no fault' : `**${count(failed)} faults**`;
  return `${failed === 0 ? '' : `**${count(failed)} failed**, `}${count(passed)} passed`;
}

function cellsOf({ platform }, found) {
  if (found === undefined) return [`\`${platform}\``, '', '', 'Nothing yet.', '', ''];
  const { libc = '', node = '', part, date } = found;
  return [`\`${platform}\``, libc, node, PARTS[part], resultOf(found), date];
}

/** Rows that have run. A platform without one has a row that says so. */
function shownRows(record, rows) {
  const hasRun = ({ id }) => Object.hasOwn(record, id);
  const known = new Set(rows.filter(hasRun).map(({ platform }) => platform));
  return rows.filter((row) => {
    if (hasRun(row)) return true;
    const isFirst = !known.has(row.platform);
    known.add(row.platform);
    return isFirst;
  });
}

/** The table of what has run, in the order of the rows. */
function tableOf(record, rows = ROWS) {
  const shown = shownRows(record, rows).map((row) => cellsOf(row, record[row.id]));
  const lines = [HEAD, HEAD.map(() => '---'), ...shown];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The page with the table of a record in it. */
function withTable(page, record) {
  if (!PLACE.test(page)) throw new Error('docs/reference/platforms.md has no place for the table');
  return page.replace(PLACE, (_, begin, end) => `${begin}\n${tableOf(record)}\n\n${end}`);
}

function writePage() {
  fs.writeFileSync(PAGE, withTable(fs.readFileSync(PAGE, 'utf8'), readRecord()));
}

module.exports = { PARTS, tableOf, withTable, writePage };
