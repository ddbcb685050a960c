'use strict';

const fc = require('fast-check');

// Names whose order differs between UTF-16 code units and code points, and names that objects have of themselves.
const TRICKY_NAMES = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'toJSON',
  '1',
  '10',
  '9',
  '\u0000',
  '"',
  '\\',
  '/',
  '\u007f',
  '\u00e9',
  'e\u0301',
  '\ufb33',
  '\ud83d\ude02',
];

const numbers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, 0.1, 333333333.3333333, 4.35),
);
const strings = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...TRICKY_NAMES),
);

/** Any JSON value; objects have no prototype, so that every name is a member. */
const jsonValues = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    numbers,
    strings,
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .array(fc.tuple(strings, tie('value')), { maxLength: 6 })
      .map((members) => Object.assign(Object.create(null), Object.fromEntries(members))),
  ),
})).value;

/** JSON text of the same value in another spelling: white space, escapes, number forms, order of members. */
function respell(value, random) {
  const space = () => ['', '', ' ', '\n\t', '\r\n  '][random(5)];
  const list = (items) => items.map((item) => `${space()}${item}${space()}`).join(',');
  if (typeof value === 'string') return respellString(value, random);
  if (typeof value === 'number') return respellNumber(value, random);
  if (value === null || typeof value === 'boolean') return `${space()}${value}${space()}`;
  if (Array.isArray(value))
    return `[${list(value.map((item) => respell(item, random)))}${space()}]`;
  const names = shuffle(Object.keys(value), random);
  const members = names.map(
    (name) => `${respellString(name, random)}${space()}:${respell(value[name], random)}`,
  );
  return `{${list(members)}${space()}}`;
}

function respellString(text, random) {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const escaped = units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`);
  const whole = [...text].map((symbol) => JSON.stringify(symbol).slice(1, -1));
  if (random(3) === 0) return `"${escaped.join('').toUpperCase().replaceAll('\\U', '\\u')}"`;
  return `"${whole.map((part) => (part === '/' && random(2) ? '\\/' : part)).join('')}"`;
}

function respellNumber(number, random) {
  const text = JSON.stringify(number);
  const forms = [text, number.toExponential()];
  if (Number.isSafeInteger(number)) forms.push(`${text}.0`, `${text}.00E-0`, `${text}e+0`);
  return forms[random(forms.length)];
}

function shuffle(items, random) {
  const rest = [...items];
  return items.map(() => rest.splice(random(rest.length), 1)[0]);
}

/** A source of whole numbers below its argument, the same for the same seed. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

module.exports = { jsonValues, randomFrom, respell };
