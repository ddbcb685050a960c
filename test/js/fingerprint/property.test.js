'use strict';

const fc = require('fast-check');

const { captureRawBody } = require('onceonly');

const { requestFingerprints } = require('../../../lib/fingerprint/fingerprints.js');
const { fingerprintPlan } = require('../../../lib/fingerprint/plan.js');
const { selectedParts } = require('./selection.js');
const { readJson } = require('./json-reader.js');
const { jsonValues, randomFrom, respell } = require('./json-values.js');

const plan = fingerprintPlan();
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

function requestOf(body) {
  const headers = { 'content-type': 'application/json', 'content-length': '1' };
  return { headers, url: '/', readableDidRead: true, body };
}

const printOf = (request, options) =>
  requestFingerprints(request, { fingerprint: plan('fingerprint', options ?? {}), maxBodyBytes: 0 })
    .fingerprint;

const parsed = (value, options) => printOf(requestOf(value), options);

function raw(text, options) {
  const request = requestOf({});
  captureRawBody(request, {}, Buffer.from(text));
  return printOf(request, options);
}

// Paths that meet something now and then: names and indexes that the values have.
const steps = fc.constantFrom(
  null,
  '0',
  '1',
  '',
  'a',
  '__proto__',
  'constructor',
  '"',
  '\\',
  '/',
  '1',
);
const paths = fc.array(fc.array(steps, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
});
const selections = fc.record({ include: paths, exclude: paths }, { requiredKeys: [] });

const pointer = (path) =>
  path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

// A pointer cannot say "any"; a dotted path can say neither "" nor a dot, and one that begins with a slash is a pointer.
function asOption(path) {
  if (!path.includes(null)) return pointer(path);
  return path.map((name) => name ?? '*').join('.');
}

const canSay = (path) => !path.includes(null) || (!path.includes('') && path[0] !== '/');

function asOptions({ include, exclude }) {
  const usable = { include: include?.filter(canSay), exclude: exclude?.filter(canSay) };
  const given = Object.entries(usable).filter(([, list]) => list?.length > 0);
  const options = given.map(([name, list]) => [name, list.map(asOption)]);
  return [Object.fromEntries(options), Object.fromEntries(given)];
}

const small = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, 1, 'x'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(
        fc.tuple(
          steps.filter((step) => step !== null),
          tie('value'),
        ),
        { maxLength: 4 },
      )
      .map((members) => Object.assign(Object.create(null), Object.fromEntries(members))),
  ),
})).value;

test('a body is one request however it is spelt, raw and parsed', () => {
  const same = fc.property(jsonValues, seeds, (value, seed) => {
    const expected = parsed(value);
    expect(raw(respell(value, randomFrom(seed)))).toBe(expected);
    expect(parsed(readJson(respell(value, randomFrom(seed))))).toBe(expected);
  });
  fc.assert(same, { numRuns: 500 });
});

test('a body is one request under any selection, raw and parsed', () => {
  const same = fc.property(jsonValues, selections, seeds, (value, selection, seed) => {
    const [options] = asOptions(selection);
    expect(raw(respell(value, randomFrom(seed)), options)).toBe(parsed(value, options));
  });
  fc.assert(same, { numRuns: 500 });
});

test('two bodies are one request if and only if the parts that count are equal', () => {
  let equal = 0;
  const decided = fc.property(small, small, selections, (one, other, selection) => {
    const [options, given] = asOptions(selection);
    const isSame = selectedParts(one, given) === selectedParts(other, given);
    equal += isSame ? 1 : 0;
    expect(parsed(one, options) === parsed(other, options)).toBe(isSame);
  });
  fc.assert(decided, { numRuns: 1500 });
  expect(equal).toBeGreaterThan(50);
});

test('an integer that no double holds counts digit by digit, also where a selection cuts', () => {
  for (const options of [{}, { include: ['a.*'] }, { exclude: ['b'] }]) {
    expect(raw('{"a":[9007199254740993]}', options)).not.toBe(
      raw('{"a":[9007199254740992]}', options),
    );
  }
});
