'use strict';

// What the last run of each row found, kept in recorded.json. `npm run test:matrix` writes it, and the page is made of it.

const fs = require('node:fs');
const path = require('node:path');

const RECORD = path.join(__dirname, 'recorded.json');

/** Row id -> what its last run found. */
function readRecord(file = RECORD) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

/** Keeps what a row has found. Rows that did not run keep what they found before, with its date. */
function keepRow(id, found, file = RECORD) {
  fs.writeFileSync(file, `${JSON.stringify({ ...readRecord(file), [id]: found }, null, 2)}\n`);
}

module.exports = { keepRow, readRecord };
