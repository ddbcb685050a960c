'use strict';

const WARNINGS = {
  ONCEONLY_MEMORY_STORE:
    'idempotency() runs on the embedded store, which protects this process only. ' +
    'Set the `redis` option when more than one process serves the route, or pass `store: new MemoryStore()` to say that one does.',
  ONCEONLY_NO_SCOPE:
    'idempotency() has no `scope` option on a shared store: two users who send the same key to the same route share one answer. ' +
    'Return the user or tenant from `scope(req)`.',
};

const emitted = new Set();

/** Emits one coded process warning, once per process and code. */
function warnOnce(code) {
  if (emitted.has(code)) return;
  emitted.add(code);
  process.emitWarning(WARNINGS[code], { type: 'OnceonlyWarning', code });
}

module.exports = { warnOnce, WARNINGS };
