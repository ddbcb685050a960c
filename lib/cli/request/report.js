'use strict';

const { EXIT, USAGE } = require('../exit-codes');
const { bytesAsJson } = require('../bytes-as-json');
const { printableText } = require('../printable');

/** @import { Output } from '../output' */
/** @import { Ending } from './attempts' */
/** @import { Answer, Failure } from './exchange' */

const HTTP_ERROR = 22;
const UNKNOWN = 75;
const [NO_HOST, NO_CONNECTION, TIMEOUT, TLS, CERTIFICATE] = [6, 7, 28, 35, 60];

const NO_WORD_OF_KEY =
  'The server does not say that it knows the key. If it ignores keys, an earlier try may have run too.';

/** @type {[code: number, meaning: string][]} */
const EXITS = [
  [EXIT.DONE, 'The operation ran, now or at an earlier try.'],
  USAGE,
  [NO_HOST, 'Nothing was sent: no such host.'],
  [NO_CONNECTION, 'Nothing was sent: no connection.'],
  [HTTP_ERROR, 'The server answered with an error, and its answer is final.'],
  [TIMEOUT, 'Nothing was sent: no connection in time.'],
  [TLS, 'Nothing was sent: TLS failed.'],
  [CERTIFICATE, 'Nothing was sent: the certificate is not trusted.'],
  [UNKNOWN, 'Nobody knows whether the operation ran. Repeat the line that was shown.'],
];

/**
 * @param {Ending} ending
 * @returns {number}
 */
function exitCodeOf({ outcome, answer, failure }) {
  if (outcome === 'unknown') return UNKNOWN;
  if (outcome === 'not-sent') return codeOf(/** @type {Failure} */ (failure));
  return /** @type {Answer} */ (answer).status < 400 && outcome === 'done' ? 0 : HTTP_ERROR;
}

/** @param {Failure} failure */
function codeOf({ code }) {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return NO_HOST;
  if (code === 'TRY_TIMEOUT' || code === 'ETIMEDOUT') return TIMEOUT;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return TLS;
  return /CERT|VERIFY|ISSUER|SIGNED|ALTNAME|HOSTNAME/.test(code) ? CERTIFICATE : NO_CONNECTION;
}

/**
 * What is known at the end.
 * @param {Ending} ending
 * @param {string} line  The line that repeats the call.
 * @returns {string[]}
 */
function wordsOf({ outcome, verdict, tries, mayHaveRunTwice }, line) {
  const count = `${tries} ${tries === 1 ? 'try' : 'tries'}`;
  const words = `${verdict.words} (${count})`;
  switch (outcome) {
    case 'done':
      return [`Done. ${words}`, ...(mayHaveRunTwice ? [NO_WORD_OF_KEY] : [])];
    case 'failed':
      return [`Failed. ${words}`];
    case 'not-sent':
      return [words];
    default:
      return verdict.final && verdict.words.includes('OUTCOME_UNKNOWN')
        ? [
            `Unknown. ${words}`,
            'The server does not know it either. Ask for the state of the order: a new key may do it twice.',
          ]
        : [
            `Unknown: the operation may have run. ${words}`,
            `To learn it, repeat the call with this key: ${line}`,
          ];
  }
}

/**
 * The same for programs.
 * @param {Ending} ending
 * @param {string} key
 */
function reportOf({ outcome, answer, failure, tries, ms }, key) {
  return {
    key,
    outcome,
    status: answer?.status ?? null,
    replayed: answer?.headers['idempotent-replayed'] === 'true',
    tries,
    seconds: Math.round(ms) / 1000,
    error: failure?.code ?? null,
    ...(answer !== undefined && { headers: answer.headers, ...bytesAsJson(answer.body) }),
  };
}

/**
 * The body as it came, into a pipe or a file. A terminal gets it without control characters.
 * @param {Answer} answer
 * @param {InstanceType<typeof Output>} output
 */
function writeBody({ body }, output) {
  if (body.length === 0) return;
  if (!output.isTerminal) return output.raw(body);
  const text = printableText(body.toString('utf8'));
  output.raw(text.endsWith('\n') ? text : `${text}\n`);
}

module.exports = { EXITS, exitCodeOf, reportOf, wordsOf, writeBody };
