'use strict';

const { createCipheriv, createHmac, webcrypto } = require('node:crypto');

const fc = require('fast-check');

const { isName, nameIn, open, seal, sealKey } = require('../../../lib/encryption/sealed-form.js');

const { subtle } = webcrypto;
const MASTER = Buffer.from(
  '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  'hex',
);
const RANDOM = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7', 'hex');
const NAMED = { name: '2026-11', key: sealKey(MASTER) };
const ABOUT = { id: 'i'.repeat(43), kind: 'value', form: 'value' };
const TEXT = 'j{"charged":"4242"}';

/** The same bytes by WebCrypto, from the description in docs/internals/design.md. */
async function sealedElsewhere(text, { id, kind, form }) {
  const name = Buffer.from(NAMED.name);
  const start = Buffer.concat([Buffer.of(1, name.length), name, RANDOM]);
  const bound = Buffer.concat([start, Buffer.from(`${kind}\n${form}\n${id}`)]);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const master = await subtle.importKey('raw', MASTER, hmac, false, ['sign']);
  const own = await subtle.sign('HMAC', master, bound);
  const key = await subtle.importKey('raw', own, 'AES-GCM', false, ['encrypt']);
  const how = { name: 'AES-GCM', iv: RANDOM.subarray(12), additionalData: bound, tagLength: 128 };
  return Buffer.concat([start, Buffer.from(await subtle.encrypt(how, key, Buffer.from(text)))]);
}

/** The same bytes by node:crypto, which has made them before the addon did. */
function sealedByNode({ name, secret }, text, { id, kind, form }, random) {
  const start = Buffer.concat([Buffer.of(1, name.length), Buffer.from(name), random]);
  const bound = Buffer.concat([start, Buffer.from(`${kind}\n${form}\n${id}`)]);
  const own = createHmac('sha256', secret).update(bound).digest();
  const cipher = createCipheriv('aes-256-gcm', own, random.subarray(12), { authTagLength: 16 });
  cipher.setAAD(bound);
  const parts = [start, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(parts);
}

const bytesOf = (size) =>
  fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => Buffer.from(bytes));
// Sizes of every rest of a block, and of texts of many blocks.
const anyBytes = fc
  .oneof(fc.nat(200), fc.nat(70_000))
  .chain((size) => fc.uint8Array({ minLength: 1 }).map((fill) => Buffer.alloc(size, fill)));
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 3000 }), anyBytes);
const anyAbout = fc.record({
  id: fc.string({ unit: 'binary', maxLength: 1500 }),
  kind: fc.constantFrom('value', 'error'),
  form: fc.constantFrom('value', 'thrown', 'response', 'tombstone'),
});
const anyName = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);

function codeOf(run) {
  try {
    return run();
  } catch ({ code }) {
    return code;
  }
}

const read = (bytes, about = ABOUT, key = NAMED.key) =>
  codeOf(() => `${nameIn(bytes)}: ${open(key, bytes, about)}`);

describe('sealed bytes', () => {
  const VECTORS = [
    [
      TEXT,
      ABOUT,
      '0107323032362d3131a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b791ec02a76b49771b0a39a75ca27ad19e2f4f7a3689dbc9db8da3f0abda32ae40101a70',
    ],
    [
      '',
      { ...ABOUT, kind: 'error', form: 'thrown' },
      '0107323032362d3131a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7835fb43c1201c5498be6a3025b9a6691',
    ],
  ];

  // Other bytes here mean that the next version can't read what this one has stored.
  test.each(VECTORS)('of %j are those of the vector', (text, about, expected) => {
    expect(seal(NAMED, text, about, RANDOM).toString('hex')).toBe(expected);
  });

  test.each(VECTORS)('of %j are the same by another implementation', async (text, about) => {
    expect(seal(NAMED, text, about, RANDOM)).toEqual(await sealedElsewhere(text, about));
  });

  test('are those that node:crypto makes, and open again, whatever is sealed', () => {
    const parts = [anyName, bytesOf(32), anyText, anyAbout, bytesOf(24)];
    const same = fc.property(...parts, (name, secret, text, about, random) => {
      const key = sealKey(secret);
      const bytes = seal({ name, key }, text, about, random);
      expect(bytes.equals(sealedByNode({ name, secret }, text, about, random))).toBe(true);
      expect(open(key, bytes, about).equals(Buffer.from(text))).toBe(true);
    });
    fc.assert(same, { numRuns: 300 });
  });

  test('hold a lone surrogate as UTF-8 has it', () => {
    const bytes = seal(NAMED, 'a\ud800b', ABOUT);
    expect(open(NAMED.key, bytes, ABOUT).toString()).toBe('a\ufffdb');
  });

  test.each([
    ['text', TEXT],
    ['text beyond Latin', 'j"€😀"'],
    ['nothing', ''],
    ['bytes', Buffer.from([0, 255, 1])],
    ['a megabyte', Buffer.alloc(2 ** 20, 7)],
  ])('hold %s', (_, text) => {
    const bytes = seal(NAMED, text, ABOUT);
    expect(nameIn(bytes)).toBe('2026-11');
    expect(open(NAMED.key, bytes, ABOUT).equals(Buffer.from(text))).toBe(true);
  });

  test('have random bytes of their own, however many are made', () => {
    const made = Array.from({ length: 1000 }, () => seal(NAMED, '', ABOUT).toString('hex'));
    expect(new Set(made.map((hex) => hex.slice(18, 66))).size).toBe(1000);
  });

  test('are refused after a change of any byte', () => {
    const bytes = seal(NAMED, TEXT, ABOUT);
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at] ^= bit;
        expect([at, read(changed)]).toEqual([at, 'SEAL_BROKEN']);
      }
    }
  });

  test('are refused when they are cut at any place, or have more', () => {
    const bytes = seal(NAMED, TEXT, ABOUT);
    for (let length = 0; length < bytes.length; length++) {
      expect([length, read(bytes.subarray(0, length))]).toEqual([length, 'SEAL_BROKEN']);
      expect([length, read(bytes.subarray(length + 1))]).toEqual([length, 'SEAL_BROKEN']);
    }
    expect(read(Buffer.concat([bytes, Buffer.of(0)]))).toBe('SEAL_BROKEN');
  });

  test('are refused with a name that is longer than they are', () => {
    expect(read(Buffer.concat([Buffer.of(1, 255), Buffer.alloc(100, 97)]))).toBe('SEAL_BROKEN');
    expect(read(Buffer.concat([Buffer.of(1, 255), Buffer.alloc(400, 97)]))).toBe('SEAL_BROKEN');
  });

  test.each([
    ['record', { id: 'j'.repeat(43) }],
    ['kind', { kind: 'error' }],
    ['form', { form: 'response' }],
    ['form of a tombstone', { form: 'tombstone' }],
  ])('are refused in the place of another %s', (_, other) => {
    expect(read(seal(NAMED, TEXT, ABOUT), { ...ABOUT, ...other })).toBe('SEAL_BROKEN');
  });

  test('are refused by another key of the same name', () => {
    const other = sealKey(Buffer.alloc(32, 9));
    expect(read(seal(NAMED, TEXT, ABOUT), ABOUT, other)).toBe('SEAL_BROKEN');
  });

  test('are refused under another name of the same key', () => {
    const bytes = seal(NAMED, TEXT, ABOUT);
    bytes.write('2026-12', 2);
    expect(nameIn(bytes)).toBe('2026-12');
    expect(read(bytes)).toBe('SEAL_BROKEN');
  });
});

describe('sealKey()', () => {
  test('copies the secret', () => {
    const lent = Buffer.from(MASTER);
    const key = sealKey(lent);
    lent.fill(0);
    expect(read(seal({ name: '2026-11', key }, TEXT, ABOUT))).toBe(`2026-11: ${TEXT}`);
  });

  test.each([0, 31, 33])('takes no secret of %d bytes', (size) => {
    expect(() => sealKey(Buffer.alloc(size))).toThrow(/AES-256-GCM/);
  });
});

test.each([
  ['2026-11', true],
  ['a', true],
  ['v1.2_x-Y', true],
  ['a'.repeat(64), true],
  ['a'.repeat(65), false],
  ['', false],
  ['a b', false],
  ['a\n', false],
  ['é', false],
])('%j as the name of a key is %p', (name, isGood) => {
  expect(isName(name)).toBe(isGood);
});
