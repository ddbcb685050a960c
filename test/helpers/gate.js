'use strict';

/** A promise that the test resolves: `await gate.passed` in the operation, `gate.open(value)` in the test. */
function createGate() {
  let open;
  const passed = new Promise((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** An operation that says when it has begun and ends when the test lets it, with what the test opens the gate with. */
function gatedOperation() {
  const begun = createGate();
  const ending = createGate();
  const run = jest.fn(async () => {
    begun.open();
    return ending.passed;
  });
  return { run, begun: begun.passed, finish: ending.open };
}

module.exports = { createGate, gatedOperation };
