'use strict';

const limits = require('../helpers/prose/limits.js');
const { proseOf } = require('../helpers/prose/prose.js');
const { listFiles, readText } = require('../helpers/project.js');

const FOLDERS = ['lib', 'client', 'bench', 'examples', 'scripts', 'test'].concat(
  ['base', 'core', 'store', 'binding'].map((layer) => `addon/${layer}`),
);
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...listFiles('docs', /\.md$/),
  ...FOLDERS.flatMap((folder) => listFiles(folder, /README\.md$/)),
];
// The others describe the inside of the package.
const FOR_READERS = PAGES.filter(
  (page) => limits.speaks.test(page) && !limits.internals.test(page),
);
const prose = new Map(PAGES.map((page) => [page, proseOf(readText(page))]));

const longSentences = ({ sentences }) =>
  sentences.filter((sentence) => sentence.words > limits.wordsPerSentence);
const mostWhats = ({ words }) =>
  Math.max(limits.whatsPerPage, (limits.whatsPerThousandWords * words) / 1000);

describe.each(PAGES)('%s', (page) => {
  const read = prose.get(page);

  test(`has no sentence of more than ${limits.wordsPerSentence} words`, () => {
    expect(longSentences(read).map(({ line, text }) => `${page}:${line} ${text}`)).toEqual([]);
  });

  test('uses nouns instead of "what"', () => {
    expect(read.whats).toBeLessThanOrEqual(mostWhats(read));
  });
});

test.each(FOR_READERS)('%s speaks to its reader', (page) => {
  expect(prose.get(page).yous).toBeGreaterThanOrEqual(limits.yousPerPage);
});

test('all pages together use nouns instead of "what"', () => {
  const sum = (name) => [...prose.values()].reduce((total, page) => total + page[name], 0);
  expect((1000 * sum('whats')) / sum('words')).toBeLessThan(limits.whatsPerThousandWordsInAll);
});

// Without these a fault of the reader would let every page pass.
describe('the prose of a page', () => {
  const page = [
    '# What a heading says',
    '',
    'You read one sentence. What is',
    'the second? It has `what code` in it.',
    '',
    '- An item',
    '- Another item, [with a link](what.md)',
    '',
    '| what | a cell |',
    '|---|---|',
    '| your cell | two. Sentences. |',
    '',
    '```js',
    'const what = "you";',
    '```',
    '<!-- what you do not see -->',
    '',
    'Shown by `test/a.test.js` "what it says" "and what else".',
    '<!-- model -->',
    'What a script has written.',
    '<!-- end of model -->',
    '<!-- bench:begin -->What a run has measured.<!-- bench:end -->',
  ].join('\n');

  test('is its sentences, items and cells, without code, headings and generated sections', () => {
    expect(proseOf(page).sentences.map(({ line, text }) => [line, text])).toEqual([
      [3, 'You read one sentence.'],
      [3, 'What is the second?'],
      [3, 'It has code in it.'],
      [6, 'An item'],
      [7, 'Another item, with a link'],
      [9, 'what'],
      [9, 'a cell'],
      [11, 'your cell'],
      [11, 'two.'],
      [11, 'Sentences.'],
      [18, 'Shown by test.'],
    ]);
  });

  test('is counted by words', () => {
    expect(proseOf(page)).toMatchObject({ words: 30, whats: 2, yous: 2 });
    const [first] = proseOf('one two, three - four `five six`.').sentences;
    expect(first.words).toBe(5);
  });
});
