'use strict';

// Shorter ones begin too many names.
const SHORTEST_BEGINNING = 3;

/**
 * The name in `names` that `name` was most likely meant to be: one that takes edits of at most a third of its length, else
 * one that is half of `name` or more and begins it, or begins with it. undefined if none is near.
 * @param {string} name
 * @param {string[]} names
 * @returns {string | undefined}
 */
function nearest(name, names) {
  const given = name.toLowerCase();
  let best;
  let fewest = Infinity;
  for (const each of names) {
    const known = each.toLowerCase();
    const edits = distance(given, known);
    const isNear = edits * 3 <= Math.max(given.length, known.length);
    if (isNear && edits < fewest) [best, fewest] = [each, edits];
  }
  return best ?? names.find((each) => isBeginning(given, each.toLowerCase()));
}

/**
 * @param {string} given
 * @param {string} known
 */
function isBeginning(given, known) {
  const [short, long] = given.length < known.length ? [given, known] : [known, given];
  return (
    short.length >= SHORTEST_BEGINNING && short.length * 2 >= long.length && long.startsWith(short)
  );
}

/**
 * Levenshtein distance, one row at a time.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * The end of a message about an unknown name: a question, the list of names if it is short, or nothing.
 * @param {string} name
 * @param {string[]} names
 * @param {(name: string) => string} [shownAs]
 * @returns {string}
 */
function hintOf(name, names, shownAs = (each) => `\`${each}\``) {
  const meant = nearest(name, names);
  if (meant !== undefined) return ` Did you mean ${shownAs(meant)}?`;
  return names.length > LONGEST_LIST ? '' : ` Known: ${names.map(shownAs).join(', ')}.`;
}

const LONGEST_LIST = 8;

module.exports = { hintOf, nearest };
