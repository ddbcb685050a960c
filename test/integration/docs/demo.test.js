'use strict';

const { execFileSync } = require('node:child_process');

const { ROOT } = require('../../helpers/project');
const { snippetsOf } = require('../../helpers/readme');

const [transcript] = snippetsOf('examples/payments/README.md', '');

// On a busy machine, some of a race come when the first one is done, and a lease is over before the client comes back.
const OTHERS = /(-> \d+ x (200 {2}Idempotency-Cached: true|409 {2}REQUEST_IN_PROGRESS)\n)+/;
const REFUSAL = /-> 409 .*, until the lease of the dead server is over\n/;
const COUNTS = /(charge",outcome="(in-progress|replayed)"\}) \d+/g;

/** A transcript without the parts that differ from run to run. */
function masked(text) {
  return text
    .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replace(/ledger: \S+\)/g, 'ledger: FILE)')
    .replace(/ch_[0-9a-f]{24}/g, 'CHARGE')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'DATE')
    .replace(OTHERS, '-> OTHERS\n')
    .replace(REFUSAL, '')
    .replace(COUNTS, '$1 SEVERAL');
}

test('the demo prints the transcript of its README', () => {
  const printed = execFileSync(process.execPath, ['examples/payments/demo.js'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 90_000,
  });
  expect(printed).toContain('CARD_DECLINED');
  expect(masked(printed)).toBe(masked(transcript));
}, 100_000);
