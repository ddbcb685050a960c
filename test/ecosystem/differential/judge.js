'use strict';

const { Found } = require('./found');
const { SILENT, differences, refusals } = require('./differences');
const { compareAnswers, compareReplay, sameEnd } = require('./compare-answers');
const { listDifference } = require('./compare');

/** What is wrong with what was seen of a case (see conduct()): `[{ kind, detail }]`, empty if nothing is. */
function judge(given, seen) {
  const found = new Found();
  judgeFaults(given, seen, found);
  const { plain, left, first } = seen;
  // The process would have ended, and what comes after that is of no interest.
  if ([plain, left, first].some(({ faults }) => faults.length > 0)) return found.list;
  // Nor is an answer that plain Express itself breaks, as by a late write while express-session holds the last byte.
  if (plain.extra > 0 || plain.pong === 0 || differences.isUnended(plain)) return found.list;
  if (differences.refusesHint(plain)) return found.list;
  judgeEnd(given, seen, found);
  if (!given.client.leave) judgeAnswer(given, seen, found);
  if (given.mode === 'execute') judgeExecute(given, seen, found);
  else if (first.begun.length > 0) judgeRetry(given, seen, found);
  return found.list;
}

function judgeFaults(given, { plain, left, reference, isOther, first, retry }, found) {
  const known = [plain, left, reference].flatMap(({ faults }) => faults);
  const tell = (kind, faults) => found.add(kind, faults.length > 0 ? faults.join('; ') : undefined);
  const isOwn = (fault) => isOther && differences.isOwnThrow(given, fault);
  const isNew = (fault) => !known.includes(fault) && !isOwn(fault);
  tell('fault', first.faults.filter(isNew));
  tell('fault of the retry', retry.faults.filter(isNew));
  if (given.client.leave || isOther || differences.hearsLater(plain)) return;
  if (differences.refusesHint(plain)) return;
  const isMissing = (fault) => !first.faults.includes(fault) && !differences.isMilder(fault);
  tell('missing fault', plain.faults.filter(isMissing));
}

// Whether the answer and the work end, and the store comes before the client.
function judgeEnd(given, { plain, isOther, first }, found) {
  if (isOther) return;
  if (first.end === 'complete' && first.settled.some(differences.isTooEarly)) {
    found.add('early end', 'the client has the whole answer before the store has');
  }
  if (differences.mayGiveUp(given) || differences.seesLeave(given, first)) return;
  if (plain.end !== 'complete' || !plain.isIdle || first.isIdle) return;
  if (differences.owesResult(first)) found.add('stuck', 'the key is never settled');
  else if (!differences.stopsPipe(given, first)) found.add('stuck', 'the app never ends its work');
}

function judgeAnswer(given, { plain, reference, isOther, first }, found) {
  if (isOther && differences.cutsOther(given, plain, first)) return;
  if (differences.isSaved(given, reference, first) || !sameEnd(reference, first, found)) return;
  compareAnswers(given, reference, first, found, isOther);
  if (isOther) return;
  const both = [reference, first];
  found.same('trace', ...both.map(({ trace }) => traceOf(given, trace)));
  const owed = both.map(({ calls }) => calls.filter(differences.isOwed));
  if (!differences.letsLateWritesIn(given)) found.add('calls', listDifference(...owed));
  found.add('errors', listDifference(reference.errors, first.errors));
  if (differences.setsStatusLate(given, reference)) return;
  found.add('log', listDifference(reference.lines, first.lines));
}

function traceOf(given, trace) {
  const isLater = differences.looksEndedLater(given);
  const lines = isLater ? trace.map((line) => line.replace(/, ended$/, '')) : trace;
  return lines.join(' | ');
}

function judgeExecute(given, { reference, first, retry }, found) {
  const runs = first.operations + retry.operations;
  if (runs !== 1) found.add('runs', `the operation ran ${runs} times`);
  if (reference.end !== 'complete' || retry.faults.length > 0) return;
  const again = new Found();
  if (sameEnd(reference, retry, again)) compareAnswers(given, reference, retry, again);
  found.addAll('retry', again);
}

function judgeRetry(given, seen, found) {
  const { plain, reference, isOther, first, retry } = seen;
  const runs = first.runs + retry.runs;
  if (runs > 1) found.add('runs', `the handler ran ${runs} times`);
  if (retry.end === 'open' && plain.end !== 'open') found.add('retry: end', 'the retry hangs');
  if (given.client.leave && differences.strikesSoon(given)) return;
  const allowed = refusals(given, seen);
  if (retry.errors.some((code) => allowed.includes(code))) return;
  if (isOther && differences.isStoredLate(given, seen)) {
    compareReplay(given, plain, retry, found);
  } else if (SILENT.has(plain.status) || isOther) {
    found.add('retry: refusal', `${retry.status} ${retry.errors} for ${allowed}`);
  } else if (plain.end === 'complete') {
    const expected = given.client.leave ? reference : first;
    if (expected.end === 'complete') compareReplay(given, expected, retry, found);
  }
}

module.exports = { judge };
