'use strict';

const { listFiles, readText } = require('../helpers/project.js');

const { author, bugs, homepage, repository, version } = JSON.parse(readText('package.json'));
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

  // So a move of the repository changes one file.
  test('stands in package.json only', () => {
    const place = address.replace('https://', '');
    const others = listFiles('.', /\.(js|mjs|ts|json|cc|h|lua|txt|cmake|md|sh|yml)$/).filter(
      (file) => file !== 'package.json' && readText(file).includes(place),
    );
    expect(others).toEqual([]);
  });
});

test('the author of the package is the holder of its licence', () => {
  const [, holder] = /^Copyright \(c\) \d{4} (.+)$/m.exec(readText('LICENSE'));
  expect(author).toBe(holder);
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
    expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
  });

  // Between a release and the next one, the last release is the version itself.
  test('follows the release that the tests of a rolling deploy take for the last one', () => {
    const last = JSON.parse(readText('test/ecosystem/rolling-deploy/last-release.json'));
    expect(versions.slice(0, 2)).toContain(last.version);
  });
});
