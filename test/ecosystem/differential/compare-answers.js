'use strict';

const { comparableHeaders, contentDifference, listDifference, readable } = require('./compare');
const { differences, replayRules, uses } = require('./differences');
const { Found } = require('./found');

// Cut before or after the first byte is one thing to a client. False if there is no more to compare.
function sameEnd(reference, answer, found) {
  const ends = [reference.end, answer.end].map((end) => (end === 'nothing' ? 'cut' : end));
  found.same('end', ...ends);
  return ends.every((end) => end === 'complete');
}

/** The reason and the headers of two answers: `{ reasons, headers }`, each a pair. */
function headsOf(given, answers, isIgnored) {
  const read = differences.encodesHead(given) ? readable : String;
  const reasons = answers.map(({ reason }) => read(reason));
  const lines = answers.map(({ headers }) => comparableHeaders(headers, isIgnored).map(read));
  return { reasons, headers: lines };
}

/** Compares what two clients have got. `isOther`: the second comes in the place of one whose head was written. */
function compareAnswers(given, one, other, found, isOther = false) {
  const both = (of) => listDifference(of(one), of(other));
  const isIgnored = (name) =>
    differences.isGivenTwice(given, name) ||
    differences.isOfHeldHead(given, name) ||
    (isOther && differences.isOfGivenUpHead(given, name));
  found.same('status', one.status, other.status);
  const { reasons, headers } = headsOf(given, [one, other], isIgnored);
  found.same('reason', ...reasons);
  found.add('headers', listDifference(...headers));
  if (!differences.letsLateWritesIn(given)) {
    found.add('body', contentDifference(one, other, uses(given, 'heartbeat')));
  }
  found.add(
    'trailers',
    both(({ trailers }) => trailers.map(String)),
  );
  found.add(
    'interim',
    both(({ interim }) => interim.map(({ status, headers }) => `${status} ${headers}`)),
  );
  found.same('bytes after the end', one.extra, other.extra);
  if (differences.mayCloseLater(given, one) || differences.letsLateWritesIn(given)) return;
  found.same('next answer on the connection', one.pong, other.pong);
}

/** Compares a retry with the answer that it was to replay. */
function compareReplay(given, expected, retry, found) {
  const again = new Found();
  const codes = retry.errors.length === 0 ? '' : ` ${retry.errors}`;
  again.same('end', 'complete', retry.end);
  again.same('status', `${expected.status}`, `${retry.status}${codes}`);
  const rules = replayRules(given);
  const { reasons, headers } = headsOf(given, [expected, retry], rules.isIgnored);
  again.same('reason', ...reasons);
  // How often a heart has beaten differs between two runs, never between a run and its replay.
  const hasBeats = given.client.leave && uses(given, 'heartbeat');
  if (!given.client.leave || !differences.letsLateWritesIn(given)) {
    again.add('body', contentDifference(expected, retry, hasBeats));
  }
  again.add('headers', replayDifference(headers, rules));
  const interim = retry.interim.map(({ status }) => status);
  again.add('interim', listDifference([], interim));
  found.addAll('retry', again);
}

function replayDifference([was, is], { isKept, isSetAgain }) {
  const lost = was.filter((line) => isKept(line) && !is.includes(line));
  const added = is.filter((line) => !was.includes(line) && !isSetAgain(line));
  const all = [...lost.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
  return all.length === 0 ? undefined : all.join('; ');
}

module.exports = { compareAnswers, compareReplay, sameEnd };
