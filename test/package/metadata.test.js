'use strict';

const { listFiles, readText } = require('../helpers/project.js');

const { author, bugs, homepage, repository, version } = JSON.parse(readText('package.json'));
const PUBLISHED = ['package.json', 'client/package.json'];
const [, address] = /^git\+(https:\/\/\S+)\.git$/.exec(repository.url) ?? [];

describe('the public address of the project', () => {
  test('is an address of a git repository, by which npm completes the relative links of the README', () => {
    expect(repository.type).toBe('git');
    expect(address).toMatch(/^https:\/\/[\w.-]+\/[\w.-]+\/onceonly$/);
  });

  test('is the same in all fields of package.json', () => {
    expect({ homepage, bugs }).toEqual({
      homepage: `${address}#readme`,
      bugs: { url: `${address}/issues` },
    });
  });

  // So a move of the repository changes two files. npm asks each package for it that is published with provenance.
  test('stands in the package.json of the packages only', () => {
    const place = address.replace('https://', '');
    const others = listFiles('.', /\.(js|mjs|ts|json|cc|h|lua|txt|cmake|md|sh|yml)$/).filter(
      (file) => !PUBLISHED.includes(file) && readText(file).includes(place),
    );
    expect(others).toEqual([]);
  });
});

test('the author of the package is the holder of its licence', () => {
  const [, holder] = /^Copyright \(c\) \d{4} (.+)$/m.exec(readText('LICENSE'));
  expect(author).toBe(holder);
});

describe('the package of the client', () => {
  const own = JSON.parse(readText('package.json'));
  const { files, exports: entries, ...client } = JSON.parse(readText('client/package.json'));

  test('has the version, the licence, the author and the oldest Node of this one', () => {
    const shared = ['version', 'license', 'author', 'engines'];
    const pick = (manifest) => shared.map((name) => manifest[name]);
    expect(pick(client)).toEqual(pick(own));
    expect(client.repository).toEqual({ ...repository, directory: 'client' });
    expect(readText('client/LICENSE')).toBe(readText('LICENSE'));
  });

  test('needs no other package', () => {
    const needs = Object.keys(client).filter((name) => /dependencies/i.test(name));
    expect(needs).toEqual([]);
  });

  test('has the same types and files as the entry point of this one', () => {
    const inside = (entry) => entry.replace('./', './client/');
    const { types, default: file } = entries['.'];
    expect(own.exports['./client']).toEqual({ types: inside(types), default: inside(file) });
    expect(files).toEqual(['*.js', 'index.d.ts']);
  });
});

describe('the version', () => {
  const changelog = readText('CHANGELOG.md');
  const releases = [...changelog.matchAll(/^## (\d+\.\d+\.\d+) - \d{4}-\d\d-\d\d$/gm)];
  const versions = releases.map(([, released]) => released);

  test('is that of the newest release in the changelog', () => {
    expect(versions[0]).toBe(version);
  });

  test('is the same in the lock file', () => {
    const lock = JSON.parse(readText('package-lock.json'));
    const { '': own, client } = lock.packages;
    const locked = [lock.version, own.version, client.version];
    expect(locked).toEqual([version, version, version]);
  });

  // Between a release and the next one, the last release is the version itself.
  test('follows the release that the tests of a rolling deploy take for the last one', () => {
    const last = JSON.parse(readText('test/ecosystem/rolling-deploy/last-release.json'));
    expect(versions.slice(0, 2)).toContain(last.version);
  });
});
