'use strict';

const {
  HANDLER,
  MIDDLEWARE,
  OVERRIDES,
  ROUTE_OVERRIDES,
  STORE,
} = require('../../../lib/options/check-options.js');
const { CODES } = require('../../../lib/errors/idempotency-error.js');
const { SEAL_CODES } = require('../../../lib/errors/seal-error.js');
const { OPTION_CODES } = require('../../../lib/util/option-error.js');
const { WARNINGS } = require('../../../lib/observe/warnings.js');
const native = require('../../../lib/native/binding.js');
const { helpOf } = require('../../../lib/util/help.js');
const onceonly = require('onceonly');
const { literalsOf, membersOf } = require('../../helpers/declarations.js');
const { leadsSomewhere } = require('../../helpers/links.js');
const { findSnippets } = require('../../helpers/readme.js');
const { listFiles, readText } = require('../../helpers/project.js');
const { codeWords, sectionsOf, tableUnder } = require('../../helpers/sections.js');
const { shownDefault } = require('../../helpers/shown-default.js');

const OPTIONS = 'docs/reference/options.md';
const ERRORS = 'docs/reference/errors.md';
const HTTP = 'docs/reference/http.md';

const options = sectionsOf(OPTIONS);

describe('the options are the same everywhere', () => {
  test('as headings of the reference', () => {
    expect([...options.keys()].sort()).toEqual(Object.keys(MIDDLEWARE).sort());
  });

  test('as those that the reference allows per call', () => {
    const told = [...options].filter(([, text]) => /Per\s+call:\s+yes\./.test(text));
    expect(told.map(([name]) => name).sort()).toEqual(Object.keys(ROUTE_OVERRIDES).sort());
  });

  test('in the table of the README, with the same defaults', () => {
    const rows = tableUnder('README.md', 'The options you will use');
    expect(rows.length).toBeGreaterThan(4);
    for (const [cell, preset] of rows) {
      const [name] = codeWords(cell);
      expect([name, preset]).toEqual([name, shownDefault(MIDDLEWARE[name][1])]);
    }
  });

  test.each([
    ['StoreOptions', STORE],
    ['ExecuteOverrides', OVERRIDES],
    ['RouteOverrides', ROUTE_OVERRIDES],
    ['HandlerOptions', HANDLER],
    ['MiddlewareOptions', MIDDLEWARE],
  ])('in %s of the declarations', (name, table) => {
    expect(membersOf(name)).toEqual(Object.keys(table).sort());
  });

  test.each([...options])('in the reference, with the default of the code: %s', (name, text) => {
    const [, told] = /^Type: .+\. Default: (none|`[^`]+`)[.,]/m.exec(text);
    const preset = name === 'errorTTL' ? '`resultTTL`' : shownDefault(MIDDLEWARE[name][1]);
    expect(told).toBe(preset);
  });

  test.each([...options])('in the reference, with an example that uses it: %s', (name, text) => {
    const [{ code }] = findSnippets(text);
    expect(code).toMatch(new RegExp(`\\b${name}\\b`));
  });
});

describe('the error codes are the same everywhere', () => {
  test('in the declarations', () => {
    expect(literalsOf('IdempotencyErrorCode').sort()).toEqual(Object.keys(CODES).sort());
  });

  test('as headings of the reference, with status and retry', () => {
    const told = [...sectionsOf(ERRORS)].filter(([, text]) => /^\s*Status \d/.test(text));
    const expected = Object.entries(CODES).map(([code, [status, isRetryable]]) => [
      code,
      `Status ${status}. Retry: ${isRetryable ? 'yes' : 'no'}.`,
    ]);
    expect(told.map(([code, text]) => [code, text.trim().split('\n')[0]]).sort()).toEqual(
      expected.sort(),
    );
  });

  test('in the reference of HTTP', () => {
    const [, section] = readText(HTTP).split('\n## Status codes\n');
    const words = codeWords(section.split(/\n## /)[0]).filter((word) =>
      /^[A-Z]+(_[A-Z]+)+$/.test(word),
    );
    expect([...new Set(words)].sort()).toEqual(Object.keys(CODES).sort());
  });

  test('in the table of the reference of HTTP, with the same status', () => {
    const told = tableUnder(HTTP, 'Status codes').flatMap(([, cell]) => {
      const [, status] = /^(\d{3}) `/.exec(cell) ?? [];
      return status === undefined ? [] : codeWords(cell).map((code) => [code, Number(status)]);
    });
    expect(told.length).toBeGreaterThan(10);
    expect(told).toEqual(told.map(([code]) => [code, CODES[code][0]]));
  });
});

describe('the page of errors', () => {
  const optionCodes = Object.values(OPTION_CODES);
  const jsonCodes = literalsOf('JsonErrorCode');
  const loadCodes = listFiles('lib/native', /\.js$/).flatMap((file) =>
    [...readText(file).matchAll(/loadError\(\s*'(\w+)'/g)].map(([, code]) => code),
  );
  const sealCodes = Object.keys(SEAL_CODES);
  const others = [...optionCodes, ...sealCodes, ...jsonCodes, ...new Set(loadCodes)];
  const codes = [...Object.keys(CODES), ...others];

  test('has a section for each code of lib/, and no other', () => {
    expect(loadCodes.length).toBeGreaterThan(5);
    expect([...sectionsOf(ERRORS).keys()].sort()).toEqual([...codes, 'StoreError'].sort());
  });

  test('has the codes of options and arguments that the declarations have', () => {
    expect(literalsOf('OptionErrorCode').sort()).toEqual([...optionCodes].sort());
  });

  test('has the codes of serializers that the declarations have', () => {
    expect(literalsOf('SealErrorCode')).toEqual(sealCodes);
  });

  test('has codes of JSON that the addon has', () => {
    const known = native.statusTable.map(([code]) => code);
    expect(jsonCodes.length).toBeGreaterThan(3);
    expect(known).toEqual(expect.arrayContaining(jsonCodes));
  });

  test.each([
    ...codes.map((code) => [code, 'errors']),
    ...Object.keys(WARNINGS).map((code) => [code, 'warnings']),
  ])('is where the `help` of %s leads, or the page of %s is', (code, page) => {
    const [, file, anchor] = /^onceonly\/(.+)#(.+)$/.exec(helpOf(page, code));
    expect(leadsSomewhere({ file, anchor })).toBe(true);
  });

  test('is in the package, as all pages of docs/', () => {
    expect(JSON.parse(readText('package.json')).files).toContain('docs/');
  });
});

describe('an error that lib/ throws for a mistake of the app', () => {
  // Where such an error is made with its code, and where one is made that no app sees.
  const ELSEWHERE = {
    'lib/util/option-error.js': 'makes those of options and arguments',
    'lib/fingerprint/canonical.js': 'makes those of text that is not JSON',
    'lib/fingerprint/shown-value.js': 'ends a walk that goes too deep: INVALID_BODY',
    'lib/result/stored-error/take-apart.js': 'ends a walk for which there is no room',
  };
  const files = listFiles('lib', /\.js$/);

  test('has a code, because it is made where it gets one', () => {
    const makers = files.filter((file) => /\bnew (Type|Range|Syntax)Error\(/.test(readText(file)));
    expect(makers).toEqual(Object.keys(ELSEWHERE).sort());
  });

  test.each(Object.keys(OPTION_CODES))('has a code that is thrown: %s', (name) => {
    const thrown = new RegExp(`(optionError\\(\\s*|= \\[)'${name}'|OPTION_CODES\\.${name}\\b`);
    expect(files.some((file) => thrown.test(readText(file)))).toBe(true);
  });
});

test('the reference has a section for each warning, and no other', () => {
  expect([...sectionsOf('docs/reference/warnings.md').keys()].sort()).toEqual(
    Object.keys(WARNINGS).sort(),
  );
});

test('the reference of the API has a section for each export', () => {
  const told = [...sectionsOf('docs/reference/api.md').keys()];
  expect(told).toEqual(expect.arrayContaining(Object.keys(onceonly)));
});
