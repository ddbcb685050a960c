'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { runChild } = require('../../helpers/child');
const { ROOT, readText } = require('../../helpers/project');
const { LAST, lastRelease } = require('./packages');

const MINUTES = 60_000;
const UNIONS = /type (?:IdempotencyErrorCode|OptionErrorCode|StoreErrorCode|EventType) =([^;]+);/g;

/** The texts of the files of a package whose path matches, one behind the other. */
function textOf(folder, pattern) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => pattern.test(file));
  return files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join('\n');
}

/** The names that users of a package write down: exports, codes, types of events, warnings. */
function namesOf(folder) {
  const code = `console.log(JSON.stringify(Object.keys(require(${JSON.stringify(folder)}))))`;
  const unions = [...textOf(folder, /^(index|types\/[\w-]+)\.d\.ts$/).matchAll(UNIONS)];
  const warnings = textOf(folder, /^lib\/.+\.js$/).match(/\bONCEONLY_[A-Z_\d]+\b/g);
  return new Set([
    ...runChild(code, { env: { ONCEONLY_BINARY: '' } }),
    ...unions.flatMap(([, members]) => members.match(/(?<=')[\w-]+(?=')/g)),
    ...warnings,
  ]);
}

let before;
let now;
beforeAll(() => {
  before = namesOf(lastRelease());
  now = namesOf(ROOT);
}, 15 * MINUTES);

test(`each name of ${LAST.version} is there, or the changelog says that it is gone`, () => {
  const changelog = readText('CHANGELOG.md');
  const gone = [...before].filter((name) => !now.has(name) && !changelog.includes(`\`${name}\``));
  expect(before).toContain('idempotency');
  expect(before).toContain('OUTCOME_UNKNOWN');
  expect(before).toContain('taken-over');
  expect(before).toContain('ONCEONLY_NO_SCOPE');
  expect(gone).toEqual([]);
});
