'use strict';

const FENCE = /^```[\s\S]*?^```$/gm;
// Sections that a script writes: `<!-- bench:begin -->` to `<!-- bench:end -->`, `<!-- model -->` to `<!-- end of model -->`.
const GENERATED = /<!-- (\w+)(:begin)? -->[\s\S]*?<!-- (\1:end|end of \1) -->/g;
const COMMENT = /<!--[\s\S]*?-->/g;
// A test that proves a promise: the title behind its file is a quotation.
const QUOTED_TEST = /`test\/[^`]+`( "[^"]+")+/g;
const TABLE_RULE = /^\|[\s:|-]+\|$/;

/**
 * The blocks of prose of a Markdown text, each with the line on which it begins: paragraphs, list items and table cells.
 * Code, headings and generated sections are left out. Code inside a sentence counts as one word, and so does the name of a
 * test with its titles.
 */
function blocksOf(markdown) {
  const blank = (text) => text.replace(/[^\n]/g, '');
  const lines = [FENCE, GENERATED, COMMENT]
    .reduce((text, part) => text.replace(part, blank), markdown)
    .split('\n');
  const blocks = [];
  let open;
  lines.forEach((line, index) => {
    const begin = (text) => blocks.push((open = { line: index + 1, text }));
    if (/^\s*$/.test(line) || /^#/.test(line)) open = undefined;
    else if (line.startsWith('|')) cellsOf(line).forEach(begin);
    else if (/^\s*([-*>]|\d+\.)\s/.test(line)) begin(line.replace(/^\s*([-*>]|\d+\.)\s+/, ''));
    else if (open === undefined) begin(line);
    else open.text += ` ${line.trim()}`;
    if (line.startsWith('|')) open = undefined;
  });
  return blocks.map(({ line, text }) => ({ line, text: plain(text) }));
}

function cellsOf(row) {
  if (TABLE_RULE.test(row)) return [];
  // A bar inside a cell is escaped.
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function plain(text) {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(QUOTED_TEST, 'test')
    .replace(/`[^`]+`/g, 'code')
    .replace(/[*_]{1,2}([^*_]+)[*_]{1,2}/g, '$1');
}

const wordsIn = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** `{ words, whats, yous, sentences }` of a Markdown text, where a sentence is `{ line, words, text }`. */
function proseOf(markdown) {
  const blocks = blocksOf(markdown);
  const all = blocks.map(({ text }) => text).join('\n');
  const sentences = blocks.flatMap(({ line, text }) =>
    text
      .split(/(?<=[.!?][)"']?)\s+/)
      .map((sentence) => ({ line, words: wordsIn(sentence), text: sentence })),
  );
  return {
    words: wordsIn(all),
    whats: [...all.matchAll(/\bwhat\b/gi)].length,
    yous: [...all.matchAll(/\b(you|your|yours)\b/gi)].length,
    sentences,
  };
}

module.exports = { proseOf };
