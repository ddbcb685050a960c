'use strict';

const { auditLedger, takenOver } = require('./ledger-audit');
const { LEASE_S, MIN_IN_FLIGHT } = require('./settings');
const { stalledMs } = require('./stall-watch');

const BEGIN_BUDGET_MS = 2000;
const COMPLETE_BUDGET_MS = 2000;
const SLACK_MS = 1000;
const KINDS = ['ran', 'not-stored', 'replayed', '409', '503'];

/** Per strike, how many operations had begun before it and ended after it. */
function inFlight({ strikes, ledger }) {
  return strikes.map(
    (strike) => ledger.filter(({ began, ended }) => began < strike && strike < ended).length,
  );
}

function allAnswers({ orders }) {
  return orders.flatMap(({ answers }) => answers);
}

/** How long an answer took, less the time for which the machine let a process of the run wait. */
function ownMs({ stalls }, { ms, sentAt, endedAt }) {
  return ms - stalledMs(stalls, sentAt, endedAt);
}

function lateAnswers(run) {
  const durations = new Map(run.ledger.map(({ id, began, ended }) => [id, ended - began]));
  return allAnswers(run).filter((answer) => {
    const budget = budgetOf(answer, durations);
    return answer.ms > budget && ownMs(run, answer) > budget;
  });
}

function budgetOf({ kind, body }, durations) {
  const refusal = BEGIN_BUDGET_MS + SLACK_MS;
  if (kind !== 'ran' && kind !== 'not-stored') return refusal;
  return refusal + durations.get(JSON.parse(body).id) + COMPLETE_BUDGET_MS;
}

function leaseMsOf({ env }) {
  return Number(env?.LEASE_S ?? LEASE_S) * 1000;
}

// Each check takes a FaultRun that is over, and the fault, and gives what is wrong, in words.
const CHECKS = {
  [`strikes while at least ${MIN_IN_FLIGHT} requests are between begin and complete`]: (run) =>
    run.strikes.length === 0
      ? ['the fault never struck']
      : inFlight(run)
          .filter((count) => count < MIN_IN_FLIGHT)
          .map((count) => `only ${count} in flight`),

  'answers nothing but 200, 409 and 503': (run) =>
    allAnswers(run)
      .filter(({ kind }) => !KINDS.includes(kind))
      .map(({ kind, body }) => `${kind} ${body}`),

  'answers every request inside its budget': (run) =>
    lateAnswers(run).map(({ kind, ms }) => `${kind} after ${Math.round(ms)} ms`),

  'ends no app process before it is told to end': ({ exits }) =>
    exits
      .filter(({ early, code }) => early || code !== 0)
      .map(({ early, code, signal, output }) => `${early} ${signal ?? code} ${output}`),

  'is over without a restart': ({ recoveries }) =>
    recoveries.filter((ms) => ms === Infinity).map(() => 'new orders did not succeed'),

  'leaves no key without an answer': ({ orders }) =>
    orders
      .filter(({ answers }) => answers.at(-1).status !== 200)
      .map(({ key, answers }) => `${key}: ${answers.map(({ kind }) => kind)}`),

  'gives one answer per key': (run, fault) => {
    if (fault.losesData) return [];
    const taken = takenOver(run, leaseMsOf(fault));
    return run.orders
      .filter(
        ({ key, final }) => !taken.has(key) && new Set(final.map(({ body }) => body)).size > 1,
      )
      .map(({ key, answers }) => `${key}: ${JSON.stringify(answers)}`);
  },

  'leaves only the lines in the ledger that it may leave': (run, fault) =>
    auditLedger(run, fault.extraLines ?? 'none', leaseMsOf(fault)),
};

module.exports = { CHECKS, allAnswers, inFlight, ownMs };
