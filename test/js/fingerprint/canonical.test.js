'use strict';

const { createHash } = require('node:crypto');

const { canonicalize, fingerprint } = require('onceonly');

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** What a function throws, by class, code and offset. */
function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return { name: error.name, code: error.code, offset: error.offset };
  }
  throw new Error('nothing was thrown');
}

describe('the examples of RFC 8785', () => {
  test('3.2.2: numbers, strings and literals', () => {
    const text = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalize(text)).toBe(
      '{"literals":[null,true,false],' +
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('3.2.3: members in the order of UTF-16 code units', () => {
    const text = String.raw`{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    expect(Object.values(JSON.parse(canonicalize(text)))).toEqual([
      'One',
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('appendix B: %s is %s', (bits, text) => {
    const number = Buffer.from(bits, 'hex').readDoubleBE();
    expect(canonicalize(number)).toBe(text);
    expect(canonicalize(number.toExponential(20))).toBe(text);
  });
});

describe('values', () => {
  test.each([
    [null, 'null'],
    [NaN, 'null'],
    [-0, '0'],
    [[undefined, () => 1], '[null,null]'],
    [{ b: 1, a: undefined }, '{"b":1}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ toJSON: () => [1] }, '[1]'],
  ])('%p is %s', (value, text) => {
    expect(canonicalize(value)).toBe(text);
    expect(fingerprint(value)).toBe(sha256(text));
  });

  test.each([[undefined], [() => 1], [Symbol('s')], [1n], [circular()]])(
    '%p is a TypeError',
    (value) => {
      expect(() => canonicalize(value)).toThrow(TypeError);
      expect(() => fingerprint(value)).toThrow(TypeError);
    },
  );
});

describe('text that cannot be read', () => {
  test.each([
    ['', 'INVALID_JSON', 0],
    [' ', 'INVALID_JSON', 1],
    ['{', 'INVALID_JSON', 1],
    ['[1,]', 'INVALID_JSON', 3],
    ['{"a":1,}', 'INVALID_JSON', 7],
    ['{"a" 1}', 'INVALID_JSON', 5],
    ["{'a':1}", 'INVALID_JSON', 1],
    ['[1 2]', 'INVALID_JSON', 3],
    ['[1] 2', 'INVALID_JSON', 4],
    ['nul', 'INVALID_JSON', 3],
    ['NaN', 'INVALID_JSON', 0],
    ['01', 'INVALID_JSON', 1],
    ['+1', 'INVALID_JSON', 0],
    ['1.', 'INVALID_JSON', 2],
    ['1e', 'INVALID_JSON', 2],
    ['"a', 'INVALID_JSON', 2],
    ['"\n"', 'INVALID_JSON', 1],
    [String.raw`"\x"`, 'INVALID_JSON', 2],
    ['\ufeff{}', 'INVALID_JSON', 0],
    [Buffer.from([0x22, 0xff, 0x22]), 'INVALID_UTF8', 1],
    [Buffer.from([0x22, 0xc0, 0x80, 0x22]), 'INVALID_UTF8', 1],
    [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'INVALID_UTF8', 1],
    [Buffer.from([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]), 'INVALID_UTF8', 1],
  ])('%p is %s at byte %i', (json, code, offset) => {
    const wanted = { name: 'SyntaxError', code, offset };
    expect(thrownBy(() => canonicalize(json))).toEqual(wanted);
    expect(thrownBy(() => fingerprint(json))).toEqual(wanted);
  });

  test.each([['1e400'], ['[1, -1e309]']])('%s has no canonical form', (text) => {
    const offset = text.search(/-?1e/);
    const wanted = { name: 'SyntaxError', code: 'NUMBER_RANGE', offset };
    expect(thrownBy(() => canonicalize(text))).toEqual(wanted);
  });

  test('a character before the fault counts with all its bytes', () => {
    const json = '["\u20ac", x]';
    expect(thrownBy(() => canonicalize(json))).toMatchObject({
      offset: Buffer.byteLength('["\u20ac", '),
    });
  });
});

describe('two texts and their fingerprints', () => {
  test.each([
    ['{"a":1,"b":2}', ' { "b" : 2.0 , "\\u0061" : 1e0 } '],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['"\u00e9/"', '"\\u00E9\\/"'],
    ['-0', '0'],
    ['1e-400', '0'],
    ['9007199254740992', '9007199254740992.0'],
  ])('%s and %s are one', (one, other) => {
    expect(fingerprint(one)).toBe(fingerprint(other));
  });

  test.each([
    ['{}', '[]'],
    ['{}', 'null'],
    ['{"__proto__":1}', '{}'],
    ['{"__proto__":1}', '{"__proto__":2}'],
    ['[[]]', '[]'],
    ['1', '"1"'],
    ['null', '"null"'],
    ['[1,2]', '[2,1]'],
    ['9007199254740993', '9007199254740992'],
    ['9007199254740993', '9007199254740994'],
    ['123456789012345678901234567890', '123456789012345678901234567891'],
    [String.raw`"\ud800"`, String.raw`"\ud801"`],
    [String.raw`"\ud800"`, String.raw`"\ufffd"`],
    ['"\u00e9"', '"e\u0301"'],
  ])('%s and %s are two', (one, other) => {
    expect(fingerprint(one)).not.toBe(fingerprint(other));
  });

  test('JSON is hashed as its fingerprint text, without a prefix', () => {
    expect(fingerprint('{ "b": 1, "a": [] }')).toBe(sha256('{"a":[],"b":1}'));
    expect(fingerprint('9007199254740993')).toBe(sha256('9007199254740993'));
    expect(fingerprint(String.raw`"\uD800"`)).toBe(sha256(String.raw`"\ud800"`));
  });

  test('a lone surrogate has a fingerprint in every spelling and no canonical text', () => {
    const spellings = [String.raw`"\uDC00a"`, '"\udc00a"', ['\udc00a']];
    const [escaped, raw] = spellings.map((json) => fingerprint(json));
    expect(escaped).toBe(raw);
    expect(fingerprint(spellings[2])).toBe(fingerprint(String.raw`["\udc00a"]`));
    for (const json of spellings) {
      expect(thrownBy(() => canonicalize(json))).toMatchObject({ code: 'LONE_SURROGATE' });
    }
  });
});

describe('hostile input', () => {
  const both = [
    ['canonicalize', canonicalize],
    ['fingerprint', fingerprint],
  ];

  test.each(both)('%s() takes 128 levels and no more', (_, run) => {
    const nested = (levels) => '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);
    expect(typeof run(nested(128))).toBe('string');
    expect(thrownBy(() => run(nested(130)))).toMatchObject({ code: 'TOO_DEEP', offset: 6 * 64 });
  });

  test.each(both)('%s() refuses a depth of 100,000 in text, bytes and values', (_, run) => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000);
    const value = JSON.parse(text);
    for (const json of [text, Buffer.from(text), value]) {
      expect(thrownBy(() => run(json))).toMatchObject({ name: 'SyntaxError', code: 'TOO_DEEP' });
    }
  });

  test.each(both)('%s() refuses 10 MB of brackets', (_, run) => {
    for (const bracket of ['[', '{"":']) {
      const bytes = Buffer.alloc(10 * 1024 * 1024, bracket);
      expect(thrownBy(() => run(bytes))).toMatchObject({ code: 'TOO_DEEP' });
    }
  });

  test.each(both)('%s() takes 100,000 members, duplicates and all', (_, run) => {
    const names = Array.from({ length: 100_000 }, (_, i) => `"${(i * 7919) % 50_000}":${i}`);
    const text = `{${names.join(',')}}`;
    expect(run(text)).toBe(run(JSON.stringify(JSON.parse(text))));
  });

  test('the input is not changed', () => {
    const bytes = Buffer.from('{ "b": 1, "a": "\\u0041" }');
    const copy = Buffer.from(bytes);
    canonicalize(bytes);
    fingerprint(bytes);
    expect(bytes.equals(copy)).toBe(true);
  });
});

function circular() {
  const value = {};
  value.self = value;
  return value;
}
