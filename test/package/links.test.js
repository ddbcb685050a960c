'use strict';

const { execFileSync } = require('node:child_process');

const { leadsSomewhere, linksOf } = require('../helpers/links.js');
const { ROOT } = require('../helpers/project.js');

// Without the scripts, because no link depends on the binary.
const options = ['--dry-run', '--json', '--ignore-scripts'];
const [packed] = JSON.parse(
  execFileSync('npm', ['pack', ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
const files = packed.files.map(({ path: file }) => file);
const documents = files.filter((file) => file.endsWith('.md'));

test('the tarball carries the pages, the changelog and the notes of each room', () => {
  expect(documents).toEqual(
    expect.arrayContaining([
      'README.md',
      'CHANGELOG.md',
      'docs/index.md',
      'docs/internals/design.md',
      'lib/store/README.md',
      'addon/core/README.md',
    ]),
  );
  expect(documents.length).toBeGreaterThan(60);
});

// A link out of the tarball works in a checkout and on the page of the package, but not in node_modules.
test.each(documents)(
  'every relative link of %s leads to a file and a heading of the tarball',
  (document) => {
    const broken = linksOf(document).filter(
      (link) => !files.includes(link.file) || !leadsSomewhere(link),
    );
    expect(broken.map(({ link }) => link)).toEqual([]);
  },
);
