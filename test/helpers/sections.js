'use strict';

const { readText } = require('./project.js');

/** The sections of a page of the reference whose heading is one word of code: a Map of that word to its text. */
function sectionsOf(page) {
  const [, ...parts] = readText(page).split(/^#{2,3} /m);
  const sections = parts.map((part) => {
    const [heading, ...lines] = part.split('\n');
    return [/^`([^`]+)`$/.exec(heading)?.[1], lines.join('\n')];
  });
  return new Map(sections.filter(([word]) => word !== undefined));
}

/** Rows of the first table under a heading of the second level, as lists of cells. */
function tableUnder(page, heading) {
  const [, section] = readText(page).split(`\n## ${heading}\n`);
  const lines = section.split(/\n## /)[0].split('\n');
  return lines
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The words that a text sets as code. */
const codeWords = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word);

module.exports = { codeWords, sectionsOf, tableUnder };
