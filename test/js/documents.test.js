'use strict';

const { existsSync } = require('node:fs');
const path = require('node:path');

const { ROOT, listFiles, readText } = require('../helpers/project.js');

const documents = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...listFiles('docs', /\.md$/)];

test('the README is short enough to be read', () => {
  expect(readText('README.md').split('\n').length - 1).toBeLessThanOrEqual(200);
});

test.each(documents)('the links of %s lead somewhere', (document) => {
  const links = [...readText(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
    ([, to]) => to,
  );
  const broken = links.filter((to) => !existsSync(path.join(ROOT, path.dirname(document), to)));
  expect(broken).toEqual([]);
});
