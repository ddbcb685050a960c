'use strict';

const { monotonicMs } = require('../../native/clock');
const { checkOptions } = require('../../options/check-options');
const { integer, matching, oneOf } = require('../../util/checks');
const { LONGEST_MS, ready } = require('../operate/ready');
const { findingsOf } = require('./findings');
const { measure } = require('./latency');
const { promiseOf } = require('./promise');
const { runtimeFacts } = require('./runtime-facts');
const { NOTHING_KNOWN, askServer } = require('./server-facts');

/** @import { OptionTable } from '../../options/check-options' */
/** @import { DiagnosedFailure, Diagnosis, ServerFacts } from '../../../types/operate' */
/** @import { DiagnosedServer, Traits, Verbs } from '../store' */
/** @import { BoundedCall } from '../operate/record-scan' */

/**
 * What a server told, and why it told no more.
 * @typedef {{ facts: Partial<ServerFacts>, failure: DiagnosedFailure | null }} Survey
 */

/** @type {OptionTable} */
const ASSUME = {
  aof: [oneOf('always', 'everysec', 'no', 'off')],
  eviction: [matching(/^[a-z-]{1,32}$/, 'a maxmemory-policy such as `noeviction`')],
  replicas: [integer(0)],
};
/** @type {OptionTable} */
const DIAGNOSE = {
  assume: [(name, value) => checkOptions(value, ASSUME), {}],
  probes: [integer(0, 10_000), 100],
  timeoutMs: [integer(1, LONGEST_MS), 10_000],
};

const LONGEST_QUESTION_MS = 2000;

/**
 * Looks at a store and at its server: see `Diagnosis`. A server that refuses or does not answer is a finding, and no rejection.
 * @param {{ verbs: Verbs, traits: Traits, call: BoundedCall }} store
 * @param {object} options
 * @returns {Promise<Diagnosis>}
 */
async function diagnose({ verbs, traits, call }, options) {
  const { assume, probes, timeoutMs } = /** @type {any} */ (checkOptions(options, DIAGNOSE));
  const { kind, prefix } = traits;
  const deadline = monotonicMs() + timeoutMs;
  const timeLeft = () => Math.max(Math.ceil(deadline - monotonicMs()), 1);
  const isOver = () => monotonicMs() >= deadline;
  const survey = await surveyOf(traits, timeLeft);
  let { failure } = survey;
  let latency = null;
  if (failure === null && probes > 0) {
    failure = await failureToServe(verbs, call, Math.min(timeLeft(), LONGEST_QUESTION_MS));
    if (failure === null) latency = await measure(verbs, call, { probes, isOver });
  }
  const { server, assumed } = withAssumed({ ...NOTHING_KNOWN, ...survey.facts }, assume);
  const runtime = runtimeFacts();
  const isReached = survey.failure === null;
  const known = { kind, isReached, failure, server, assumed, latency, runtime };
  const findings = findingsOf(known);
  const promise = promiseOf(known, findings);
  const ok = failure === null;
  return { kind, prefix, ok, failure, promise, findings, server, latency, runtime };
}

/**
 * @param {Traits} traits
 * @param {() => number} timeLeft
 * @returns {Promise<Survey>}
 */
async function surveyOf({ server, prefix }, timeLeft) {
  if (server === undefined) return { facts: {}, failure: null };
  const commands = server.open();
  const { address, isTls: tls, confirmedReplicas } = server;
  const place = { address, tls, confirmedReplicas };
  try {
    const facts = await askServer(
      (...command) => commands.send(command, Math.min(timeLeft(), LONGEST_QUESTION_MS)),
      prefix,
    );
    return { facts: { ...place, ...facts }, failure: null };
  } catch (error) {
    return { facts: place, failure: failureOf(error) };
  } finally {
    commands.close();
  }
}

/**
 * @param {Verbs} verbs
 * @param {BoundedCall} call
 * @param {number} timeoutMs
 * @returns {Promise<DiagnosedFailure | null>}
 */
async function failureToServe(verbs, call, timeoutMs) {
  try {
    await ready(verbs, call, { timeoutMs });
    return null;
  } catch (error) {
    return failureOf(error.cause ?? error);
  }
}

/** @param {any} error  A StoreError, or an error of a store in JavaScript. */
function failureOf(error) {
  const { code, message, cause } = error;
  if (code === 'BREAKER_OPEN' && cause !== undefined) return failureOf(cause);
  return { code: typeof code === 'string' ? code : 'STORE_ERROR', message };
}

/**
 * A fact that the server tells goes before one that is assumed.
 * @param {ServerFacts} server
 * @param {Partial<ServerFacts>} assume
 */
function withAssumed(server, assume) {
  const assumed = new Set(
    Object.keys(assume).filter((name) => server[/** @type {'aof'} */ (name)] === null),
  );
  const given = Object.fromEntries(Object.entries(assume).filter(([name]) => assumed.has(name)));
  return { server: { ...server, ...given }, assumed };
}

module.exports = { diagnose };
