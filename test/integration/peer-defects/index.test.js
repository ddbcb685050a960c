'use strict';

const { listFiles, readText } = require('../../helpers/project');

const FOLDER = 'test/integration/peer-defects';
const TITLE = /\btest(?:\.each\([\s\S]*?\]\))?\(\s*(['"`])(.*?)\1/g;

const rows = readText(`${FOLDER}/README.md`)
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.slice(1, -1).split(' | '))
  .map((cells) => ({ file: cells.at(-2).trim(), title: cells.at(-1).trim() }));

const tests = listFiles(FOLDER, /\.test\.js$/)
  .filter((file) => file !== `${FOLDER}/index.test.js`)
  .flatMap((file) =>
    [...readText(file).matchAll(TITLE)].map(([, , title]) => ({
      file: file.slice(FOLDER.length + 1, -'.test.js'.length),
      title,
    })),
  );

const nameOf = ({ file, title }) => `${file}: ${title}`;

test('every row of the index has a test, and every test a row', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect([...new Set(rows.map(nameOf))].sort()).toEqual(tests.map(nameOf).sort());
});
