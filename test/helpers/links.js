'use strict';

const { existsSync, statSync } = require('node:fs');
const path = require('node:path');

const { ROOT, readText } = require('./project.js');

const FENCE = /^```[\s\S]*?^```$/gm;
const LINK = /\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/g;

/** The anchors of a Markdown text as GitHub makes them of its headings. */
function anchorsOf(markdown) {
  const seen = new Map();
  return [...markdown.replace(FENCE, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

/** The relative links of a document: `{ link, file, anchor }`, where `file` is relative to the root of the project. */
function linksOf(document) {
  const text = readText(document).replace(FENCE, '');
  return [...text.matchAll(LINK)].map(([, to, anchor]) => ({
    link: anchor === undefined ? to : `${to}#${anchor}`,
    file: to === '' ? document : path.posix.join(path.posix.dirname(document), to),
    anchor,
  }));
}

/** Whether a link leads to a file, and to a heading of it if it names one. */
function leadsSomewhere({ file, anchor }) {
  const absolute = path.join(ROOT, file);
  if (!existsSync(absolute)) return false;
  if (anchor === undefined) return true;
  return statSync(absolute).isFile() && anchorsOf(readText(file)).includes(anchor);
}

module.exports = { anchorsOf, leadsSomewhere, linksOf };
