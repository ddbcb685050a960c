'use strict';

const fs = require('node:fs');

const { CHECKS, allAnswers, inFlight, ownMs } = require('./checks');

/** The row of a fault in the summary; see scripts/faults.js for its columns. */
function summarize(fault, run) {
  const answers = allAnswers(run);
  const count = (...kinds) => answers.filter(({ kind }) => kinds.includes(kind)).length;
  const counts = {
    ran: count('ran'),
    replayed: count('replayed'),
    notStored: count('not-stored'),
    409: count('409'),
    503: count('503'),
  };
  const counted = Object.values(counts).reduce((sum, each) => sum + each, 0);
  const failed = Object.keys(CHECKS).filter((name) => CHECKS[name](run, fault).length > 0);
  return {
    fault: fault.name,
    strikes: run.strikes.length,
    inFlight: Math.min(...inFlight(run)),
    requests: answers.length,
    ...counts,
    other: answers.length - counted,
    keys: run.orders.length,
    charges: run.ledger.length,
    ...longestWaits(run, answers),
    recoveredMs: Math.max(...run.recoveries),
    failed,
  };
}

function longestWaits(run, answers) {
  const sorted = answers.toSorted((a, b) => b.ms - a.ms);
  let longestOwnMs = 0;
  for (const answer of sorted) {
    // None of the rest can be longer: stalls only shorten a wait.
    if (answer.ms <= longestOwnMs) break;
    longestOwnMs = Math.max(longestOwnMs, ownMs(run, answer));
  }
  return { longestMs: Math.round(sorted[0].ms), longestOwnMs: Math.round(longestOwnMs) };
}

/** Adds the row of a fault to the file that FAULTS_REPORT names, for the run that prints them all. */
function report(fault, run) {
  const file = process.env.FAULTS_REPORT;
  if (file !== undefined) fs.appendFileSync(file, `${JSON.stringify(summarize(fault, run))}\n`);
}

module.exports = { report };
