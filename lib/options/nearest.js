'use strict';

/** The name in `names` that takes the fewest edits to become `name`; one that begins with it is nearer than any. */
function nearest(name, names) {
  let best = names[0];
  let fewest = Infinity;
  for (const each of names) {
    const [given, known] = [name.toLowerCase(), each.toLowerCase()];
    const edits = known.startsWith(given) ? 0 : distance(given, known);
    if (edits < fewest) [best, fewest] = [each, edits];
  }
  return best;
}

// Levenshtein distance, one row at a time.
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

module.exports = { nearest };
