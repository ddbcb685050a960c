'use strict';

/**
 * What `include` and `exclude` leave of a JSON value, plainly: a list of [path, value] pairs of the parts that count, cut
 * by what does not. Two values with equal lists are one request.
 */
function selectedParts(value, { include, exclude = [] }) {
  const parts = [];
  const included = include ?? [[]];
  const visit = (path, part) => {
    if (path.length > 0 && matches(exclude, path)) return;
    if (matches(included, path)) parts.push([path, prune(path, part, exclude)]);
    else for (const [step, child] of childrenOf(part)) visit([...path, step], child);
  };
  visit([], value);
  return JSON.stringify(parts);
}

function matches(patterns, path) {
  return patterns.some(
    (pattern) =>
      pattern.length === path.length &&
      pattern.every((name, i) => name === null || name === path[i].slice(1)),
  );
}

// Steps say whether they lead into an array or an object.
function childrenOf(value) {
  if (value === null || typeof value !== 'object') return [];
  const kind = Array.isArray(value) ? '#' : '.';
  return Object.keys(value)
    .sort()
    .map((name) => [`${kind}${name}`, value[name]]);
}

function prune(path, value, exclude) {
  if (value === null || typeof value !== 'object') return value;
  const kept = childrenOf(value)
    .filter(([step]) => !matches(exclude, [...path, step]))
    .map(([step, child]) => [step, prune([...path, step], child, exclude)]);
  return Array.isArray(value) ? ['array', kept] : ['object', kept];
}

module.exports = { selectedParts };
