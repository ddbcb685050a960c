'use strict';

const fc = require('fast-check');
const { MemoryStore } = require('onceonly');

const { parseJson, parseNamesApart } = require('../../../lib/result/exact-json.js');
const { jsonValues } = require('../fingerprint/json-values.js');

// A name, and a text that V8 13 takes for a beginning of it: as many characters as the name has, as they stand in its JSON.
const PAIRS = ['\n', '"', 'k\n', 'k"b', 'line\nbreak', '\\', '\u0000', '\ud800', 'a\\b"c'].map(
  (name) => [name, JSON.stringify(name).slice(1, 1 + name.length)],
);

/** Objects that have been read with the other name where those of the test will have theirs. */
function confuse([, other], shape) {
  JSON.parse(JSON.stringify({ [shape]: 1, [other]: 1 }));
}

describe.each([
  ['parseJson', parseJson],
  ['parseNamesApart', parseNamesApart],
])('%s()', (title, parse) => {
  test.each(PAIRS)('reads the name %j after %j was read', (...pair) => {
    const shape = `${title} ${pair}`;
    confuse(pair, shape);
    const value = { [shape]: 1, [pair[0]]: { [pair[0]]: [pair[0]] }, after: 1 };
    expect(parse(JSON.stringify(value))).toStrictEqual(value);
  });

  test('gives back every value that JSON.stringify() has written', () => {
    const same = fc.property(jsonValues, (value) => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(parse(text))).toBe(text);
    });
    fc.assert(same, { numRuns: 2000 });
  });

  test.each([
    ['"__proto__" as a member', '{"__proto__":{"a\\n":1},"b\\"":2}'],
    ['names with the mark that stands for others', '{"#0":1,"##1":2,"a\\n":3,"#":"#2"}'],
    ['strings that look like names', '["a\\"b\\":",{"c\\\\":"\\":"}]'],
    ['an empty name', '{"":{"\\"":""}}'],
    ['no object at all', '"a\\n"'],
  ])('keeps %s', (_, text) => {
    const value = parse(text);
    expect(JSON.stringify(value)).toBe(text);
    expect(typeof value === 'string' || Object.getPrototypeOf(value)).not.toBe(null);
  });
});

test.each(PAIRS)('a stored result keeps its name %j after %j was read', async (...pair) => {
  const shape = `stored ${pair}`;
  confuse(pair, shape);
  const store = new MemoryStore();
  const value = { [shape]: 1, [pair[0]]: 1 };
  await store.store('key', value);
  expect(await store.check('key')).toStrictEqual(value);
});
