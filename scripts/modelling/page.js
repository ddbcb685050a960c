'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../testing/run.js');

const PAGE = path.join(ROOT, 'docs', 'internals', 'protocol.md');

/**
 * Compares the part of docs/internals/protocol.md between `<!-- name -->` and `<!-- end of name -->` with the findings
 * of a run, or replaces it. Returns the difference in words, or null.
 */
function checkSection(name, text, { write }) {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const page = fs.readFileSync(PAGE, 'utf8');
  const [from, to] = [page.indexOf(start) + start.length, page.indexOf(end)];
  if (from < start.length || to < from) return `docs/internals/protocol.md has no section ${name}`;
  const wanted = `\n${text}\n\n`;
  if (page.slice(from, to) === wanted) return null;
  if (!write) return `docs/internals/protocol.md says something else: run this with --write`;
  fs.writeFileSync(PAGE, page.slice(0, from) + wanted + page.slice(to));
  return null;
}

module.exports = { checkSection };
