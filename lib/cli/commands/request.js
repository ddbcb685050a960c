'use strict';

const { generateIdempotencyKey } = require('../../identity/generate-key');
const { wholeNumber } = require('../arguments');
const { timerSeconds } = require('../durations');
const { OUTPUT } = require('../options');
const { Attempts } = require('../request/attempts');
const { EXITS, exitCodeOf, reportOf, writeBody, wordsOf } = require('../request/report');
const { repeatLine } = require('../request/repeat-line');
const { isHeader } = require('../../result/stored-response');
const { KEY_HEADER, sendingOf, takeKey } = require('../request/sending');
const { UsageError } = require('../usage-error');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */
/** @import { Context } from '../context' */
/** @import { Sending } from '../request/exchange' */

const RETRIES = 4;
const MAX_TIME_S = 120;
const TRY_TIME_S = 30;

/** @type {Options} */
const REQUEST = {
  header: {
    value: 'LINE',
    short: 'H',
    multiple: true,
    help: 'A header, "Name: value". @file reads lines of a file.',
  },
  data: {
    value: 'DATA',
    short: 'd',
    help: 'The body. @file reads a file, - standard input. JSON is sent as JSON, other text as a form.',
  },
  'idempotency-key': {
    value: 'KEY',
    help: 'The key. auto, and no option, make a fresh one. - reads it from standard input.',
  },
};

/** @type {Options} */
const LIMITS = {
  retries: {
    value: 'NUMBER',
    help: `Tries after the first one. Without it: ${RETRIES}.`,
    read: wholeNumber(0, 100),
  },
  'max-time': {
    value: 'TIME',
    help: `Time for all tries together. Without it: ${MAX_TIME_S}s.`,
    read: timerSeconds,
  },
  'try-time': {
    value: 'TIME',
    help: `Time for one try. Without it: ${TRY_TIME_S}s.`,
    read: timerSeconds,
  },
};

/** @type {Command} */
const request = {
  name: 'request',
  usage: 'METHOD URL [options]',
  summary: 'Sends a request with an Idempotency-Key, and its retries with the same key.',
  about: [
    'The key and the line that repeats the call are on standard error before anything is sent. ' +
      'A 409 of a request in progress is waited for, and Retry-After is honoured. Redirects are not followed.',
  ],
  groups: [
    ['Request', REQUEST],
    ['Limits', LIMITS],
    ['Output', OUTPUT],
  ],
  exits: EXITS,

  async run(context) {
    const { options, output, stdin } = context;
    const { sending, key, shownKey } = await keyedSending(context);
    const { line, hides } = repeatLine({ ...context, options }, shownKey);
    output.say(`${KEY_HEADER}: ${shownKey === '-' ? '(from standard input)' : key}`);
    output.say(`To repeat this call: ${line}`);
    if (hides) output.say('Put your own values in the place of ***.');
    if (stdin.isUsed) output.say('Give it the same standard input.');
    const attempts = new Attempts(sending, limitsOf(options), (words) => output.say(words));
    context.ifInterrupted = `Interrupted. The server may have the request. To learn its outcome: ${line}`;
    const ending = await attempts.run();
    context.ifInterrupted = undefined;
    // Set before the body is written: a reader that leaves must not hide how the call ended.
    const code = exitCodeOf(ending);
    process.exitCode = code;
    for (const words of wordsOf(ending, line)) output.say(words);
    if (output.isJson) output.json(reportOf(ending, key));
    else if (ending.answer !== undefined) writeBody(ending.answer, output);
    return code;
  },
};

/**
 * The request with its key, the key, and the key as the repeating line may have it.
 * @param {Context} context
 * @returns {Promise<{ sending: Sending, key: string, shownKey: string }>}
 */
async function keyedSending(context) {
  const { options, stdin } = context;
  const sending = await sendingOf(context, stdin);
  const { headers, keys } = takeKey(sending.headers);
  const given = [options['idempotency-key'], ...keys].filter((key) => key !== undefined);
  if (given.length > 1)
    throw new UsageError('Give one key: by --idempotency-key, or by one header.');
  const [asked = 'auto'] = given;
  const isFresh = asked === 'auto';
  const key = isFresh
    ? generateIdempotencyKey()
    : await (asked === '-' ? stdin.line('--idempotency-key') : asked);
  if (key === '' || !isHeader(KEY_HEADER, key)) {
    throw new UsageError('The key must be text that a header can hold, and not empty.');
  }
  headers.push([KEY_HEADER, key]);
  return { sending: { ...sending, headers }, key, shownKey: asked === '-' ? '-' : key };
}

/** @param {Record<string, any>} options */
function limitsOf(options) {
  const {
    retries = RETRIES,
    'max-time': maxS = MAX_TIME_S,
    'try-time': tryS = TRY_TIME_S,
  } = options;
  return { retries, maxMs: maxS * 1000, tryMs: tryS * 1000 };
}

module.exports = { request };
