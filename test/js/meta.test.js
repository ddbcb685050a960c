'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const { ROOT, listFiles, readText } = require('../helpers/project.js');

const LAYERS = {
  base: [],
  net: ['base'],
  resp: ['base'],
  core: ['base'],
  redis: ['base', 'net', 'resp'],
  store: ['base', 'core', 'net', 'redis', 'resp'],
  binding: ['base', 'core', 'net', 'redis', 'resp', 'store'],
};

// Which files may include the headers of a foreign library.
const FOREIGN = [
  { header: /^hiredis\//, doors: /^addon\/resp\// },
  { header: /^openssl\//, doors: /^addon\/(core\/crypto\/|binding\/versions\.cc$)/ },
  { header: /^uv\.h$/, doors: /^addon\/net\// },
  { header: /^fast_float\//, doors: /^addon\/core\/json\/read_double\.cc$/ },
  { header: /^(napi|node_api|js_native_api)\.h$/, doors: /^addon\/binding\// },
];

function includesOf(file) {
  return [...readText(file).matchAll(/^\s*#\s*include\s*(["<])([^">]+)[">]/gm)].map(
    ([, quote, header]) => ({ file, header, own: quote === '"' }),
  );
}

function sourcesOf(folder) {
  return [...readText(`${folder}/CMakeLists.txt`).matchAll(/[\w./-]+\.cc\b/g)].map(
    ([name]) => name,
  );
}

describe.each(Object.entries(LAYERS))('layer %s', (layer, below) => {
  const includes = listFiles(`addon/${layer}`, /\.(h|cc)$/).flatMap(includesOf);

  test('includes only itself and the layers below', () => {
    const allowed = [layer, ...below];
    const wrong = includes.filter(
      ({ header, own }) => own && !allowed.includes(header.split('/')[0]),
    );
    expect(includes.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  test('includes only the foreign headers that are its business', () => {
    const wrong = includes.filter(({ file, header }) =>
      FOREIGN.some((foreign) => foreign.header.test(header) && !foreign.doors.test(file)),
    );
    expect(wrong).toEqual([]);
  });

  test('names each of its sources in its CMakeLists.txt', () => {
    const sources = listFiles(`addon/${layer}`, /\.cc$/).map((file) =>
      path.posix.relative(`addon/${layer}`, file),
    );
    expect(sourcesOf(`addon/${layer}`)).toEqual(expect.arrayContaining(sources));
  });
});

// Nobody reviews sources of others line by line, so a change of them must be seen.
test.each([
  ['fast_float/fast_float.h', '623f55c106170295310ecdd40aee46b244926b14301df7ad13bdbd13a2d1a3cf'],
])('addon/third_party/%s is the file of its release', (file, digest) => {
  const text = fs.readFileSync(path.join(ROOT, 'addon', 'third_party', file));
  expect(crypto.createHash('sha256').update(text).digest('hex')).toBe(digest);
});

test('no header includes itself over others', () => {
  const headers = new Map(
    listFiles('addon', /\.h$/).map((file) => [
      path.posix.relative('addon', file),
      includesOf(file).flatMap(({ header, own }) => (own ? [header] : [])),
    ]),
  );
  const reached = (from, seen = new Set()) => {
    for (const header of headers.get(from) ?? []) {
      if (!seen.has(header)) reached(header, seen.add(header));
    }
    return seen;
  };
  expect(headers.size).toBeGreaterThan(50);
  expect([...headers.keys()].filter((header) => reached(header).has(header))).toEqual([]);
});

test('every C++ test is named in the CMakeLists.txt of its layer', () => {
  const tests = listFiles('test/cpp', /_test\.cc$/);
  const unnamed = tests.filter((file) => {
    const [layer] = path.posix.relative('test/cpp', file).split('/');
    const name = path.posix.relative(`test/cpp/${layer}`, file);
    return !sourcesOf(`test/cpp/${layer}`).includes(name);
  });
  expect(tests.length).toBeGreaterThan(0);
  expect(unnamed).toEqual([]);
});

describe('the Lua scripts', () => {
  const files = listFiles('addon/store/scripts', /\.lua$/);
  const scripts = files.filter((file) => !file.includes('/parts/'));
  const parts = files.filter((file) => file.includes('/parts/'));

  test('exist', () => {
    expect(scripts.length).toBeGreaterThan(0);
    expect(parts.length).toBeGreaterThan(0);
  });

  test.each(parts)('share %s, which says what it is for', (part) => {
    const line = `-- @include "${path.posix.basename(part, '.lua')}"\n`;
    const users = scripts.filter((script) => readText(script).includes(line));
    expect(users.length).toBeGreaterThan(1);
    expect(readText(part)).toMatch(/^-- [A-Z]/);
  });

  test.each(scripts)('%s says its purpose, its keys, its arguments and its replies', (script) => {
    const lines = readText(script).split('\n');
    const header = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('--')),
    );
    expect(path.posix.basename(script)).toMatch(/^[a-z]+(-[a-z]+)*-\d+\.lua$/);
    expect(header[0]).toMatch(/^-- [A-Z]/);
    expect(header.join('\n')).toMatch(/^-- KEYS/m);
    expect(header.join('\n')).toMatch(/^-- ARGV/m);
    expect(header.join('\n')).toMatch(/^-- Returns?\b/im);
  });

  test.each(scripts)('%s uses no more keys than its name says', (script) => {
    const [, declared] = /-(\d+)\.lua$/.exec(script);
    const used = [...readText(script).matchAll(/\bKEYS\[(\d+)\]/g)].map(([, index]) => index);
    expect(used.length).toBeGreaterThan(0);
    expect(Math.max(...used.map(Number))).toBeLessThanOrEqual(Number(declared));
  });
});

describe('the repository', () => {
  const files = listFiles('.', /\.(js|mjs|ts|json|cc|h|lua|txt|cmake|md|sh|yml|map)$|^\.|run$/);

  test('names no path of one machine', () => {
    const homes = ['home', 'root', 'Users'].map((name) => `/${name}/`);
    const checkout = ROOT.split(path.sep).length > 2 ? [ROOT] : [];
    const wrong = files.filter((file) => {
      const text = readText(file);
      return [...homes, ...checkout].some((place) => text.includes(place));
    });
    expect(files.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  test('locks packages without the address of a registry', () => {
    const { packages } = JSON.parse(readText('package-lock.json'));
    const addressed = Object.keys(packages).filter(
      (name) => 'resolved' in packages[name] && packages[name].link !== true,
    );
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    expect(addressed).toEqual([]);
  });

  test('runs nothing at install', () => {
    const { scripts } = JSON.parse(readText('package.json'));
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    expect(Object.keys(scripts).filter((name) => atInstall.includes(name))).toEqual([]);
    // npm runs node-gyp at install where it finds this file.
    expect(listFiles('.', /binding\.gyp$/)).toEqual([]);
  });
});
