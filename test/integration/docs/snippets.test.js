'use strict';

const { createStore } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { listFiles, readText } = require('../../helpers/project');
const { asScript, findSnippets } = require('../../helpers/readme');
const { scopeOf } = require('../../helpers/snippet-scope');

// Every piece of JavaScript in the documents runs without an error: its names exist and its options are good. What routes do
// when requests come is the matter of the other tests of this folder, which also run the migrations.
const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
const PAGES = ['README.md', ...listFiles('docs', /\.md$/)].filter(
  (page) => !/^docs\/(internals|migrating)\//.test(page),
);
const snippets = PAGES.flatMap((page) =>
  findSnippets(readText(page))
    .filter(({ language }) => language === 'js')
    .map(({ line, code }) => [page, line, asScript(code)]),
);

let redisUrl;
beforeAll(async () => {
  redisUrl = (await sharedRedis()).url;
  atEnd(() => createStore({ redis: redisUrl }).close());
});

test('the pages have snippets', () => {
  expect(snippets.length).toBeGreaterThan(80);
});

test.each(snippets)('the snippet of %s at line %d runs', async (page, line, code) => {
  const scope = scopeOf({ redisUrl });
  const program = code.replaceAll('redis://localhost:6379', redisUrl);
  // A block of its own: a snippet may declare a name that it is given.
  const run = new AsyncFunction(...Object.keys(scope), `{ ${program} }`);
  await run(...Object.values(scope));
});
