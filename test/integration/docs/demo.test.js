'use strict';

const { execFileSync } = require('node:child_process');

const { ROOT } = require('../../helpers/project');
const { snippetsOf } = require('../../helpers/readme');

const [transcript] = snippetsOf('examples/payments/README.md', '');

/** A transcript without the parts that differ from run to run. */
function masked(text) {
  return text
    .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replace(/ledger: \S+\)/g, 'ledger: FILE)')
    .replace(/ch_[0-9a-f]{24}/g, 'CHARGE')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'DATE');
}

test('the demo prints the transcript of its README', () => {
  const printed = execFileSync(process.execPath, ['examples/payments/demo.js'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  expect(printed).toContain('CARD_DECLINED');
  expect(masked(printed)).toBe(masked(transcript));
}, 40_000);
