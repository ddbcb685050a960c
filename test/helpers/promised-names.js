'use strict';

const { literalsOf, membersOf } = require('./declarations.js');
const { listFiles, readText } = require('./project.js');
const { findSnippets } = require('./readme.js');
const { codeWords, sectionsOf } = require('./sections.js');

const HTTP = 'docs/reference/http.md';
const EVENTS = 'docs/reference/events.md';
const REDIS = 'docs/guides/redis.md';

/** The words set as code in a text, without its blocks of code. */
const wordsIn = (text) => codeWords(text.replace(/^```[\s\S]*?^```$/gm, ''));
const textOf = (folder) =>
  listFiles(folder, /\.(js|cc|h)$/)
    .map(readText)
    .join('\n');
const namesIn = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);

/** The text under a heading of a page, of any level, up to the next one. */
function under(page, heading) {
  const [, section] = readText(page).split(new RegExp(`^#+ ${heading}$`, 'm'));
  return section.split(/^#/m)[0];
}

const headings = (page) => [...sectionsOf(page).keys()];

/** Names in the sources of `lib/` and `addon/`, by what they name. */
const inSources = {
  headers() {
    const files = ['http/outcome-headers', 'errors/key-refusals', 'errors/refusals'];
    const text = files.map((file) => readText(`lib/${file}.js`)).join('\n');
    return namesIn(
      text,
      /(?:setHeader\(|LIST = |return \{ |headers: \{ )'?([A-Z][\w-]+[a-z])'?[,;:]/g,
    );
  },
  redisNames() {
    const heads = namesIn(textOf('addon/store'), /prefix \+ "(:\w+:\{)"/g);
    return heads.map((head) => `<prefix>${head}<id>}`);
  },
  recordForms: () => namesIn(readText('addon/core/record.h'), /\b(2\|\S+)/g),
  environment() {
    const text = [textOf('lib'), readText('scripts/build.js'), textOf('scripts/building')];
    return namesIn(text.join('\n'), /(?:\benv\.|const \{ )(ONCEONLY_\w+)/g);
  },
  storeFunctions: () => membersOf('RecordFunctions'),
  storeErrorCodes: () => literalsOf('StoreErrorCode'),
  eventFields: () => ['type', ...membersOf('EventFields')],
};

/** The same on the pages of the reference. */
const onPages = {
  headers: () => headings(HTTP),
  redisNames: () => wordsIn(under(REDIS, 'Keys')).filter((word) => word.startsWith('<')),
  recordForms: () => namesIn(under('docs/internals/protocol.md', 'The record'), /\b(2\|\S+)/g),
  environment() {
    const words = wordsIn(readText('docs/guides/installing.md'));
    return words.filter((word) => /^ONCEONLY_\w+$/.test(word));
  },
  storeFunctions() {
    const calls = wordsIn(readText('docs/guides/custom-stores.md'));
    return calls.map((call) => call.replace(/\(.*/, ''));
  },
  storeErrorCodes: () => wordsIn(under(REDIS, 'What happens when Redis fails')),
  // Those of one event may stand in its section, also as members of an example.
  eventFields: () => namesIn(readText(EVENTS), /[`"](\w+)[`"]/g),
  problemMembers() {
    const snippets = findSnippets(under(HTTP, 'Problem documents'));
    return Object.keys(JSON.parse(snippets.find(({ language }) => language === 'json').code));
  },
  commands() {
    const [, rule] = readText(REDIS).match(/<!-- acl -->([\s\S]+?)<!-- \/acl -->/);
    return namesIn(rule, /\+(\w+)/g);
  },
};

module.exports = { headings, inSources, onPages };
