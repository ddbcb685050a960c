'use strict';

// What both the answers of handlers and the steps around them are drawn from.

const PLACES = ['sync', 'micro', 'tick', 'immediate', 'timer'];
const WAITS = [0, 1, 5, 20, 40];
const HEADERS = [
  ['ETag', '"7"'],
  ['ETag', 'W/"\xe4"'],
  ['Link', ['</a>; rel="a"', '</b>; rel="b"']],
  ['X-Own', 'own'],
  ['X-Own', 'gr\xfc\xdfe'],
  ['Cache-Control', 'private, max-age=60'],
  ['Content-Language', 'de'],
  ['Location', '/orders/7'],
  ['Retry-After', '9'],
  ['Set-Cookie', ['a=1; Path=/', 'b=2']],
  ['Content-Type', 'text/plain; charset=utf-8'],
  ['Content-Type', 'application/octet-stream'],
];
const REASONS = ['Made Up', 'OK', 'D\xe9cid\xe9'];

/** When a step runs: in the same tick as the step before it, or later. */
function place(random, later = 0.3) {
  if (!random.chance(later)) return { at: 'sync' };
  const at = random.pick(PLACES.slice(1));
  return at === 'timer' ? { at, ms: random.pick(WAITS) } : { at };
}

/** An error that is thrown or given to next(). */
function error(random) {
  const status = random.chance(0.6) ? { status: random.pick([400, 402, 409, 422, 500, 503]) } : {};
  return { op: random.pick(['throw', 'next']), ...status, ...place(random), unguarded: true };
}

module.exports = { HEADERS, REASONS, error, place };
