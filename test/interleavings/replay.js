'use strict';

const { wayTo } = require('./explore.js');

const KINDS = { value: 'v', error: 'e' };

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
 * Takes all steps of `edges` on another store, which must answer as the first one did. Gives the number of interleavings
 * and of steps, and what differed first, or null.
 */
function replay(edges, verbSteps) {
  let [paths, steps] = [0, 0];
  // The clock of an embedded store never goes back.
  for (const path of pathsOver(edges.filter(({ point }) => !point.truth.wentBack))) {
    verbSteps.forget();
    paths += 1;
    for (const [at, { from, step, answer }] of path.entries()) {
      steps += 1;
      const own = verbSteps.take(from.point, step);
      if (answer?.state === 'late' || isSame(own, answer)) continue;
      const names = path.slice(0, at + 1).map((edge) => edge.step.name);
      return { paths, steps, differs: { names, wanted: answer, got: own } };
    }
  }
  return { paths, steps, differs: null };
}

function isSame(own, wanted) {
  if (wanted === undefined) return own === undefined;
  if (own.state !== wanted.state) return false;
  if (wanted.state === 'own') {
    return own.attempt === wanted.attempt && own.isRecovery === wanted.isRecovery;
  }
  if (wanted.payload === undefined) return true;
  return KINDS[own.kind] === wanted.kind && own.payload.toString() === wanted.payload;
}

module.exports = { replay };
