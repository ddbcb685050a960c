'use strict';

const FENCE = /^```[\s\S]*?^```$/gm;
const COMMENT = /<!--[\s\S]*?-->/g;
const TABLE_RULE = /^\|[\s:|-]+\|$/;

/**
 * The blocks of prose of a Markdown text, each with the line on which it begins: paragraphs, list items and table cells.
 * Code and headings are left out, and code inside a sentence counts as one word.
 */
function blocksOf(markdown) {
  const blank = (text) => text.replace(/[^\n]/g, '');
  const lines = markdown.replace(FENCE, blank).replace(COMMENT, blank).split('\n');
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
