'use strict';

const native = require('../../lib/native/binding');
const { MIDDLEWARE } = require('../../lib/options/check-options');
const { declarations, literalsOf, reexportsOf } = require('../helpers/declarations');
const { shownDefault } = require('../helpers/shown-default');
const { listFiles } = require('../helpers/project');

const all = declarations();
const OPTIONS = [
  'StoreOptions',
  'ExecuteOverrides',
  'HandlerOptions',
  'MiddlewareOptions',
  'RouteOverrides',
];
const options = all.filter(({ owner }) => OPTIONS.includes(owner));
// A list of its own: an option may be refined per call, where its default is that of the middleware.
const withDefaults = options.filter(({ owner }) => owner !== 'RouteOverrides');

/** The comment without its tags. */
function proseOf({ comment }) {
  return comment.split(/@\w+/)[0].trim();
}

function defaultOf({ comment }) {
  return /@defaultValue\s+(none|`[^`]+`|\S.*)/.exec(comment)?.[1];
}

test('the walk finds the declarations of every subject', () => {
  const paths = all.map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(250);
  expect(paths).toEqual(
    expect.arrayContaining([
      'MiddlewareOptions.scope',
      'Store.check',
      'IdempotencyError.constructor',
      'Request.idempotency',
      'TestStore.advance',
      'jsonSerializer.serialize',
      'idempotentRoute',
    ]),
  );
});

test('every file of a subject is exported, but for the types of the framework', () => {
  const subjects = listFiles('types', /\.d\.ts$/).map((file) => `./${file.slice(0, -5)}`);
  expect([...reexportsOf('index.d.ts'), './types/framework'].sort()).toEqual(subjects.sort());
});

describe('a public name', () => {
  test('has a comment in sentences, and so has each of its members', () => {
    const told = new Set(all.filter((each) => proseOf(each) !== '').map(({ path }) => path));
    // Express's own names are only added to, and a class may be an interface as well.
    const foreign = new Set([
      ...['Request', 'Response', 'FastifyRequest', 'FastifyContextConfig'],
      ...['ContextVariableMap', 'ExtendableContext'],
    ]);
    const bare = all.filter(({ path }) => !told.has(path) && !foreign.has(path));
    expect(bare.map(({ file, path }) => `${file}: ${path}`)).toEqual([]);
    const broken = all.map(proseOf).filter((prose) => prose !== '' && !/[.?)]$/.test(prose));
    expect(broken).toEqual([]);
  });

  test('says its default where it may be left out', () => {
    const bare = all.filter(
      ({ isOptional, isTop, owner, comment }) =>
        isOptional &&
        !isTop &&
        !['Response', 'HandlerResult'].includes(owner) &&
        !comment.includes('@defaultValue'),
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
  });
});

describe('the comment of an option', () => {
  test.each(withDefaults.map((each) => [each.name, each]))(
    'has the default of the code: %s',
    (name, each) => {
      const preset = name === 'errorTTL' ? '`resultTTL`' : shownDefault(MIDDLEWARE[name][1]);
      expect(defaultOf(each)).toBe(preset);
    },
  );

  test.each([
    [/TTL$/, /\bseconds\b/i],
    [/Ms$/, /\bmilliseconds\b/i],
    [/bytes$/i, /\bbytes\b|\bsize\b/i],
  ])('names the unit of a name that ends as %s says', (name, unit) => {
    const measured = all.filter((each) => !each.isTop && name.test(each.name));
    expect(measured.length).toBeGreaterThan(1);
    const untold = measured.filter(({ comment }) => !unit.test(comment));
    expect(untold.map(({ path }) => path)).toEqual([]);
  });
});

describe('StoreErrorCode', () => {
  // Codes of the input of pure functions, and of a call that went well.
  const OTHERS = new Set([
    'OK',
    'INVALID_JSON',
    'INVALID_UTF8',
    'LONE_SURROGATE',
    'NUMBER_RANGE',
    'TOO_DEEP',
    'INVALID_KEY',
    'INVALID_URL',
  ]);

  test('has every code of the addon that a store gives, and that of a bad answer', () => {
    const codes = native.statusTable.map(([code]) => code).filter((code) => !OTHERS.has(code));
    expect(literalsOf('StoreErrorCode').sort()).toEqual([...codes, 'BAD_ANSWER'].sort());
  });
});
