'use strict';

const { runChild } = require('../../helpers/child.js');
const { listFiles } = require('../../helpers/project.js');

/** The files of lib/ that a process has loaded after `code`. */
function filesAfter(code) {
  return runChild(`
    const path = require('node:path');
    ${code}
    const files = Object.keys(require.cache).map((file) => path.relative(path.resolve('.'), file));
    console.log(JSON.stringify(files.filter((file) => file.startsWith('lib'))));`);
}

const { exports: entries } = require('../../../package.json');
const others = Object.values(entries)
  .map((entry) => entry.default)
  .filter((file) => file !== undefined && file !== './lib/index.js')
  .map((file) => file.slice(2));
const frameworks = new Set(
  listFiles('lib/adapters', /\.js$/).map((file) => file.split('/').slice(0, 3).join('/')),
);

test('the package loads Express alone of all frameworks, and none of its other entry points', () => {
  const files = filesAfter(`require('onceonly');`);
  const loaded = [...frameworks].filter((folder) =>
    files.some((file) => file.startsWith(`${folder}/`)),
  );
  expect(loaded).toEqual(['lib/adapters/express']);
  expect(others.length).toBeGreaterThan(3);
  expect(files.filter((file) => others.includes(file))).toEqual([]);
});

const ADAPTERS = others.filter(
  (file) => file.startsWith('lib/adapters/') || file.startsWith('lib/core/'),
);
// Nest runs on these.
const BELOW = { 'lib/adapters/nestjs': ['lib/adapters/express', 'lib/adapters/fastify'] };

test.each(ADAPTERS)('%s loads no other framework, and no package', (file) => {
  const files = filesAfter(`require('./${file}');`);
  const own = file.split('/').slice(0, 3).join('/');
  const loaded = [...frameworks].filter((folder) =>
    files.some((each) => each.startsWith(`${folder}/`)),
  );
  expect(loaded.filter((folder) => folder !== own)).toEqual(BELOW[own] ?? []);
});
