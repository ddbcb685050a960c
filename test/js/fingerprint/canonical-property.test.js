'use strict';

const { spawnSync } = require('node:child_process');

const fc = require('fast-check');
const { canonicalize, fingerprint } = require('onceonly');

const { ROOT } = require('../../helpers/project.js');
const { readJson } = require('./json-reader.js');
const { jsonValues, randomFrom, respell } = require('./json-values.js');

const seeds = fc.integer();

// The package is an ES module, which Jest cannot load: one process of its own canonicalizes all texts.
const REFERENCE = `
  import canonicalize from 'canonicalize';
  import { readJson } from './test/js/fingerprint/json-reader.js';
  let input = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;
  process.stdout.write(JSON.stringify(JSON.parse(input).map((text) => canonicalize(readJson(text)))));
`;

function canonicalizeByReference(texts) {
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', REFERENCE], {
    cwd: ROOT,
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

test('canonicalize() gives the same text as the npm package of that name', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const values = fc.sample(jsonValues, { numRuns: 2000, seed });
  const texts = values.map((value, i) => respell(value, randomFrom(seed + i)));
  const wanted = canonicalizeByReference(texts);
  const differing = texts.flatMap((text, i) =>
    canonicalize(text) === wanted[i] ? [] : [{ seed, text, wanted: wanted[i] }],
  );
  expect(differing).toEqual([]);
});

test('text, its bytes and its value give the same', () => {
  const same = fc.property(jsonValues, (value) => {
    const text = JSON.stringify(value);
    const bytes = Buffer.from(text);
    expect(canonicalize(bytes)).toBe(canonicalize(text));
    expect(fingerprint(bytes)).toBe(fingerprint(text));
    // A string is JSON text itself, and an object may have a member that JSON.stringify calls.
    fc.pre(typeof value !== 'string');
    expect(canonicalize(value)).toBe(canonicalize(text));
    expect(fingerprint(value)).toBe(fingerprint(text));
  });
  fc.assert(same, { numRuns: 500 });
});

test('the canonical text is a fixed point and the same value', () => {
  const fixed = fc.property(jsonValues, (value) => {
    const text = JSON.stringify(value);
    const canonical = canonicalize(text);
    expect(canonicalize(canonical)).toBe(canonical);
    expect(readJson(canonical)).toEqual(readJson(text));
  });
  fc.assert(fixed, { numRuns: 500 });
});

test('another spelling of a value has the same fingerprint', () => {
  const same = fc.property(jsonValues, seeds, (value, seed) => {
    expect(fingerprint(respell(value, randomFrom(seed)))).toBe(fingerprint(JSON.stringify(value)));
  });
  fc.assert(same, { numRuns: 1000 });
});

test('two values have one fingerprint if and only if they have one canonical text', () => {
  const different = fc.property(jsonValues, jsonValues, (one, other) => {
    const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
    expect(fingerprint(a) === fingerprint(b)).toBe(canonicalize(a) === canonicalize(b));
  });
  fc.assert(different, { numRuns: 500 });
});

test('a change anywhere in a value changes its fingerprint', () => {
  const changed = fc.property(jsonValues, seeds, (value, seed) => {
    const other = changeOne(value, randomFrom(seed));
    expect(fingerprint(JSON.stringify(other))).not.toBe(fingerprint(JSON.stringify(value)));
  });
  fc.assert(changed, { numRuns: 1000 });
});

/** The value with one of its leaves, members or items changed. */
function changeOne(value, random) {
  const isList = Array.isArray(value);
  if (value === null || typeof value !== 'object') return value === 'changed' ? 0 : 'changed';
  const names = Object.keys(value);
  const added = isList ? [...value, null] : { ...value, [`new${names.length}`]: null };
  if (names.length === 0 || random(4) === 0) return added;
  const name = names[random(names.length)];
  const copy = isList ? [...value] : Object.assign(Object.create(null), value);
  copy[name] = changeOne(value[name], random);
  return copy;
}
