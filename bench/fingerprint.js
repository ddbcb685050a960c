'use strict';

const { createHash } = require('node:crypto');
const { fingerprint } = require('..');
const { alternate } = require('./measure');

const ROUNDS = 7;
const BYTES_PER_ROUND = 8 * 1024 * 1024;

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

function order(lines) {
  const line = (i) => ({
    sku: `A-${i}`,
    quantity: i % 7,
    price: i * 1.25,
    note: 'as ordered, café',
    tags: ['a', 'b'],
  });
  return {
    customer: 'c-17',
    currency: 'EUR',
    amount: 4200,
    lines: Array.from({ length: lines }, (_, i) => line(i)),
  };
}

/** Rows of `{ size, raw, parsed, js, canonicalize, sha256 }` in MB per second of CPU time. */
async function fingerprints() {
  const { default: canonicalize } = await import('canonicalize');
  const rows = [];
  for (const lines of [0, 1, 10, 100, 1200]) {
    const value = order(lines);
    const bytes = Buffer.from(JSON.stringify(value));
    const times = Math.max(1, Math.round(BYTES_PER_ROUND / bytes.length / (lines === 0 ? 8 : 1)));
    const repeat = (work) => async () => {
      for (let i = 0; i < times; i++) work();
    };
    const spent = await alternate(
      {
        raw: repeat(() => fingerprint(bytes)),
        parsed: repeat(() => fingerprint(value)),
        js: repeat(() => sha256(JSON.stringify(sorted(value)))),
        canonicalize: repeat(() => sha256(canonicalize(value))),
        sha256: repeat(() => sha256(bytes)),
      },
      ROUNDS,
    );
    const row = { size: bytes.length };
    for (const [name, us] of Object.entries(spent)) row[name] = (bytes.length * times) / us;
    rows.push(row);
  }
  return rows;
}

module.exports = { fingerprints };
