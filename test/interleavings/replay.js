'use strict';

const { wayTo } = require('./explore.js');

/**
 * Interleavings that together have every one of these edges in them, each from its beginning to its end, as lists of
 * edges.
 */
function* pathsOver(edges) {
  const left = new Set(edges);
  for (const edge of edges) {
    if (!left.has(edge)) continue;
    const path = wayTo(edge);
    for (const passed of path) left.delete(passed);
    for (let next = edge; ; path.push(next)) {
      const { to } = next;
      next = to.edges.find((onward) => left.has(onward) && onward.to !== to);
      if (next === undefined) break;
      left.delete(next);
    }
    yield path;
  }
}

/**
 * Takes all steps of `edges` on another store, which must answer as the rules did. Gives the number of interleavings
 * and of steps, and what differed first, or null.
 */
function replay(edges, otherSteps) {
  let [paths, steps] = [0, 0];
  // The clock of an embedded store never goes back.
  for (const path of pathsOver(edges.filter(({ point }) => !point.truth.wentBack))) {
    otherSteps.forget();
    paths += 1;
    for (const [at, { from, step, answer }] of path.entries()) {
      steps += 1;
      const own = otherSteps.take(from.point, step);
      if (isLate(from.point, step) || isSame(own, answer)) continue;
      const names = path.slice(0, at + 1).map((edge) => edge.step.name);
      return { paths, steps, differs: { names, wanted: answer, got: own } };
    }
  }
  return { paths, steps, differs: null };
}

// An embedded store has no late claims. To take one back is the one call that finds it.
function isLate({ record, lock, result }, { call }) {
  const isLateClaim = record !== null && lock === null && result === null;
  return (call?.verb === 'begin' && call.isLate) || (call?.verb === 'release' && isLateClaim);
}

function isSame(own, wanted) {
  if (own === undefined || wanted === undefined) return own === wanted;
  return ['state', 'attempt', 'isRecovery', 'kind', 'payload'].every(
    (name) => own[name] === wanted[name],
  );
}

module.exports = { replay };
