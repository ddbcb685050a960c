'use strict';

const { anchorsOf, leadsSomewhere, linksOf } = require('../helpers/links.js');
const { listFiles, readText } = require('../helpers/project.js');

const documents = listFiles('.', /\.md$/);

test('the documents of all folders are here', () => {
  const folders = new Set(documents.map((document) => document.split('/')[0]));
  expect([...folders]).toEqual(expect.arrayContaining(['README.md', 'docs', 'examples', 'lib']));
});

test('the README is short enough to be read', () => {
  expect(readText('README.md').split('\n').length - 1).toBeLessThanOrEqual(200);
});

test.each(documents)('the links of %s lead somewhere', (document) => {
  const broken = linksOf(document).filter((link) => !leadsSomewhere(link));
  expect(broken.map(({ link }) => link)).toEqual([]);
});

test('the index lists every page', () => {
  const listed = new Set(linksOf('docs/index.md').map(({ file }) => file));
  // Those are listed by the index of their own folder.
  const pages = listFiles('docs', /\.md$/).filter(
    (page) => !/^docs\/(index|migrating\/(?!index))/.test(page),
  );
  expect(pages.filter((page) => !listed.has(page))).toEqual([]);
});

describe('a link', () => {
  test.each([
    ['a page that is not there', { file: 'docs/nothing.md' }],
    ['a heading that is not there', { file: 'README.md', anchor: 'nothing' }],
    ['a heading of a folder', { file: 'docs', anchor: 'nothing' }],
  ])('to %s leads nowhere', (_, link) => {
    expect(leadsSomewhere(link)).toBe(false);
  });

  test('to a heading has the name that GitHub gives it', () => {
    const page = '# A `lockTTL`, and *more*?\n\n```sh\n# no heading\n```\n\n## Twice\n\n## Twice\n';
    expect(anchorsOf(page)).toEqual(['a-lockttl-and-more', 'twice', 'twice-1']);
  });
});
