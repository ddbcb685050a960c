'use strict';

const { execFileSync } = require('node:child_process');
const fc = require('fast-check');

const { repeatLine } = require('../../../../lib/cli/request/repeat-line.js');

// No argument of a process can hold a NUL.
const anyText = fc
  .string({ unit: 'binary', maxLength: 12 })
  .map((text) => text.replaceAll('\0', '').toWellFormed());

const lineOf = (options, platform, url = 'https://shop.example/pay') =>
  repeatLine({ options, positionals: ['POST', url] }, 'key-1', platform).line;

describe('the line that repeats a call', () => {
  test('has what the user gave, and the key', () => {
    const options = { header: ['X-A: 1'], data: '{"a":1}', retries: 2, 'max-time': 60, json: true };
    expect(lineOf(options, 'linux')).toBe(
      `npx onceonly request POST https://shop.example/pay -H 'X-A: 1' --data '{"a":1}' --idempotency-key key-1 --retries 2 --max-time 60`,
    );
  });

  test.each([
    ['Authorization: Bearer x'],
    ['cookie: a=b'],
    ['X-Api-Key: x'],
    ['x-apikey: x'],
    ['X-Auth-Token: x'],
    ['Stripe-Signature: x'],
  ])('hides the value of %s', (header) => {
    expect(lineOf({ header: [header] }, 'linux')).toContain(`'${header.split(':')[0]}: ***'`);
  });

  test('keeps the name of a file with headers', () => {
    expect(lineOf({ header: ['@secret-headers'] }, 'linux')).toContain('-H @secret-headers ');
  });

  test('is read by bash as it was given, without a character that a terminal obeys', () => {
    const all = fc.sample(anyText, 300).filter((text) => text !== '');
    const lines = all.map((data) => lineOf({ data }, 'linux'));
    for (const line of lines) expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    const script = lines
      .map((line) => line.replace(/^npx onceonly request POST \S+/, 'show'))
      .join('\n');
    const show = `show() { printf '%s\\0' "$1" "$2"; }\n`;
    const output = execFileSync('bash', ['-c', show + script], {
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const read = output.toString().split('\0').slice(0, -1);
    const expected = all.flatMap((data) =>
      data.startsWith('-') && data !== '-'
        ? [`--data=${data}`, '--idempotency-key']
        : ['--data', data],
    );
    expect(read).toEqual(expected);
  });

  test('is read on Windows as it was given', () => {
    fc.assert(
      fc.property(anyText, (data) => {
        const words = windowsWords(lineOf({ data }, 'win32'));
        const given = data.startsWith('-') && data !== '-' ? [`--data=${data}`] : ['--data', data];
        expect(words.slice(5, 5 + given.length)).toEqual(given);
      }),
    );
  });
});

/** The arguments in a command line, as the C runtime of Windows takes them apart. */
function windowsWords(line) {
  const words = [];
  let word;
  let isQuoted = false;
  for (let i = 0; i < line.length; i++) {
    const [slashes] = /^\\*/.exec(line.slice(i));
    if (slashes !== '' && line[i + slashes.length] === '"') {
      word = (word ?? '') + '\\'.repeat(slashes.length / 2);
      i += slashes.length;
      if (slashes.length % 2 === 1) word += '"';
      else isQuoted = !isQuoted;
    } else if (line[i] === '"') {
      isQuoted = !isQuoted;
      word ??= '';
    } else if (line[i] === ' ' && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + line[i];
  }
  return word === undefined ? words : [...words, word];
}
