'use strict';

const {
  HANDLER,
  MIDDLEWARE,
  OVERRIDES,
  ROUTE_OVERRIDES,
  STORE,
} = require('../../../lib/options/check-options.js');
const { CODES } = require('../../../lib/errors.js');
const { readText } = require('../../helpers/project.js');

const declarations = readText('index.d.ts');

/** Rows of the first table under a heading, as lists of cells. */
function tableUnder(heading) {
  const [, section] = readText('README.md').split(`\n## ${heading}\n`);
  const lines = section.split(/\n## /)[0].split('\n');
  const cells = (line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  return lines
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map(cells);
}

const codeWords = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word);

/** The members that an interface of index.d.ts declares itself, and those that it extends. */
function membersOf(name) {
  const start = new RegExp(`^  interface ${name}(?:<[^{]*>)?(?: extends ([\\w, ]+))? \\{$`, 'm');
  const [head, bases = ''] = start.exec(declarations);
  const from = declarations.indexOf(head) + head.length;
  const body = declarations.slice(from, declarations.indexOf('\n  }', from));
  const own = [...body.matchAll(/^ {4}(\w+)\?:/gm)].map(([, member]) => member);
  const inherited = bases.split(', ').filter((base) => base !== '');
  return [...own, ...inherited.flatMap(membersOf)].sort();
}

describe('the options are the same everywhere', () => {
  test('in the table of the README', () => {
    const names = tableUnder('Options').flatMap(([name]) => codeWords(name));
    expect(names.sort()).toEqual(Object.keys(MIDDLEWARE).sort());
  });

  test.each([
    ['StoreOptions', STORE],
    ['ExecuteOverrides', OVERRIDES],
    ['RouteOverrides', ROUTE_OVERRIDES],
    ['HandlerOptions', HANDLER],
    ['MiddlewareOptions', MIDDLEWARE],
  ])('in %s of index.d.ts', (name, table) => {
    expect(membersOf(name)).toEqual(Object.keys(table).sort());
  });

  test('the defaults of the README are those of the code', () => {
    const plain = tableUnder('Options').filter(([, preset]) =>
      /^(`?'?[\w-]+'?`?|\d+)$/.test(preset),
    );
    const told = plain.flatMap(([names, preset]) =>
      codeWords(names).map((name) => [name, preset.replace(/[`']/g, '')]),
    );
    expect(told.length).toBeGreaterThan(12);
    const own = told.filter(([name]) => MIDDLEWARE[name][1] !== undefined);
    expect(own).toEqual(own.map(([name]) => [name, `${MIDDLEWARE[name][1]}`]));
  });
});

describe('the error codes are the same everywhere', () => {
  test('in index.d.ts', () => {
    const [, union] = /type IdempotencyErrorCode =([^;]+);/.exec(declarations);
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    expect(codes.sort()).toEqual(Object.keys(CODES).sort());
  });

  test('in the README', () => {
    const [, section] = readText('README.md').split('\n## HTTP\n');
    const words = codeWords(section.split(/\n## /)[0]).filter((word) =>
      /^[A-Z]+(_[A-Z]+)+$/.test(word),
    );
    expect([...new Set(words)].sort()).toEqual(Object.keys(CODES).sort());
  });

  test('with the same status in the HTTP table of the README', () => {
    const told = tableUnder('HTTP').flatMap(([, cell]) => {
      const [, status] = /^(\d{3}) `/.exec(cell) ?? [];
      return status === undefined ? [] : codeWords(cell).map((code) => [code, Number(status)]);
    });
    expect(told.length).toBeGreaterThan(10);
    expect(told).toEqual(told.map(([code]) => [code, CODES[code][0]]));
  });
});
