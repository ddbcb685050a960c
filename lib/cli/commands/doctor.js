'use strict';

const { refuseMore, wholeNumber } = require('../arguments');
const { EXIT } = require('../exit-codes');
const { OUTPUT, STORE } = require('../options');
const { UsageError } = require('../usage-error');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */

/** @import { Column, Out } from '../output' */

const ASSUMED = ['aof', 'eviction', 'replicas'];
// Rows of the promise table that protect nobody from a record that disappears, and the one of a server that does not tell.
const WITHOUT_PROMISE = new Set(['evictable', 'volatile', 'none', 'unknown']);

/** @type {Options} */
const PROBES = {
  assume: {
    value: 'NAME=VALUE',
    multiple: true,
    help: `A setting that a managed server refuses to tell, such as aof=always. Names: ${ASSUMED.join(', ')}.`,
    read: assumptionsOf,
  },
  probes: {
    value: 'NUMBER',
    help: 'Keys that are claimed, stored and removed to measure the latency. 0 writes nothing. Without it: 100.',
    read: wholeNumber(0, 10_000),
  },
};

/** @type {Column[]} */
const COLUMNS = [
  { title: 'CHECK', width: 12, text: ({ code }) => code },
  { title: 'LEVEL', width: 8, text: ({ level }) => (level === 'unknown' ? 'not known' : level) },
  { title: 'FOUND', width: 0, text: ({ found }) => found },
];

/** @type {Command} */
const doctor = {
  name: 'doctor',
  usage: '[options]',
  summary: 'Shows the promise that your store really gives, and what would lift it.',
  about: [
    'Looks at the settings of the server, and measures begin and complete on keys of its own, which it removes.',
  ],
  groups: [
    ['Checks', PROBES],
    ['Store', STORE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    refuseMore(context);
    const { options, output } = context;
    const store = await context.store();
    const { assume, probes } = options;
    const found = await store.diagnose({
      ...(assume && { assume }),
      ...(probes !== undefined && { probes }),
    });
    if (output.isJson) output.json(found);
    else writeFindings(found, output);
    return exitCodeOf(found);
  },
};

/**
 * @param {string} name
 * @param {string[]} texts
 */
function assumptionsOf(name, texts) {
  /** @type {Record<string, string | number>} */
  const assumed = {};
  for (const text of texts) {
    const [setting, value] = text.split('=', 2);
    if (!ASSUMED.includes(setting) || !value || setting in assumed) {
      throw new UsageError(`--${name} must be ${ASSUMED.join('=..., ')}=..., each at most once.`);
    }
    assumed[setting] = setting === 'replicas' ? replicasOf(name, value) : value;
  }
  return assumed;
}

/**
 * @param {string} name
 * @param {string} text
 */
function replicasOf(name, text) {
  return wholeNumber(0)(`${name} replicas=`, text);
}

/**
 * @param {any} found
 * @param {Out} output
 */
function writeFindings({ promise, findings }, output) {
  output.line(`Promise: ${promise.text}`);
  output.line('');
  const write = output.rows(COLUMNS, (row) => row);
  for (const finding of findings) write(finding);
  const cures = findings.filter((/** @type {any} */ { cure }) => cure !== null);
  if (cures.length > 0) output.line('');
  for (const { code, cure } of cures) output.line(`${code}: ${cure}`);
}

/** @param {any} found */
function exitCodeOf({ ok, promise, findings }) {
  if (!ok) return EXIT.STORE;
  const isBad = findings.some((/** @type {any} */ { level }) => level === 'bad');
  return isBad || WITHOUT_PROMISE.has(promise.row) ? EXIT.NOTHING : EXIT.DONE;
}

module.exports = { doctor };
