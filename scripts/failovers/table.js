'use strict';

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

const COLUMNS = [
  ['fault', ({ fault }) => fault],
  ['client', ({ name }) => name],
  ['keys', ({ keys }) => keys],
  ['charges', ({ charges }) => charges],
  ['keys with two answers', ({ differing }) => differing],
  ['requests', ({ requests }) => requests],
  ['503', ({ refused }) => refused],
  ['no answer in 6 s', ({ late }) => late],
  ['503 of other shards', ({ elsewhere }) => elsewhere ?? ''],
  ['longest wait', ({ late, longestMs }) => (late > 0 ? '> 6 s' : seconds(longestMs))],
  ['errors end after', ({ endedMs }) => (endedMs === null ? 'no errors' : seconds(endedMs))],
];

const line = (cells) => `| ${cells.join(' | ')} |`;

/** Rows as a table of Markdown, with a line of what they were measured on. */
function table(rows, about) {
  const rule = COLUMNS.map((_, i) => (i < 2 ? '---' : '--:'));
  const cells = rows.map((row) => COLUMNS.map(([, of]) => of(row)));
  const lines = [COLUMNS.map(([name]) => name), rule, ...cells].map(line);
  return `${about}\n\n${lines.join('\n')}`;
}

module.exports = { table };
