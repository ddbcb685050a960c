'use strict';

// What a store answers to the outcome of an attempt that owns its key, and to that of one that no longer does.
const STORED_IN_TIME = new Set(['stored', 'duplicate']);
const STORED_LATE = new Set(['late-win', 'adopted', 'replaced']);

/** Tells what became of a result that was offered on after its caller was answered; nothing if the store was not reached. */
function tellStoredLate(events, answer) {
  if (answer === undefined) return;
  const { state } = answer;
  // Other clients may have been answered with the error in the place of which the result is now.
  if (state === 'replaced') events.emit('error-replaced', {});
  else if (STORED_IN_TIME.has(state) || STORED_LATE.has(state)) events.emit('stored-late', {});
  else events.emit(state === 'lost' ? 'result-conflict' : 'not-stored', {});
}

/** Offers what an operation has given after its caller was answered, and tells what became of it. */
async function offerLate(claim, events, encoded) {
  let answer;
  try {
    answer = await claim.complete(encoded);
  } catch {
    events.emit('not-stored', {});
    claim.keepOffering(encoded, (later) => tellStoredLate(events, later));
    return;
  }
  tellStoredLate(events, answer);
}

module.exports = { STORED_IN_TIME, STORED_LATE, offerLate, tellStoredLate };
