'use strict';

const { addressOf } = require('../address');
const { EXIT } = require('../exit-codes');
const { ADDRESS, OUTPUT, STORE } = require('../options');
const { patiently } = require('../patience');
const { payloadOf } = require('../payload');
const { jsonLine } = require('../printable');
const { recordJson, recordPairs } = require('../record');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */
/** @import { Connection } from '../connect' */
/** @type {Options} */
const PAYLOAD = {
  payload: { help: 'Shows the stored result too. It may hold personal data.' },
};

/** @type {Command} */
const inspect = {
  name: 'inspect',
  usage: 'RECORD [options]',
  summary: 'Shows the state of one record.',
  about: [
    'Name the record as your middleware did: by --id, or by its key, method, path and scope.',
  ],
  groups: [
    ['RECORD, by --id or by its key', ADDRESS],
    ['Store', STORE],
    ['Output', { ...PAYLOAD, ...OUTPUT }],
  ],

  async run(context) {
    const { options, output, stdin } = context;
    const address = await addressOf(context, stdin);
    const connection = await context.connect();
    const record = await patiently(() => connection.store.inspect(address));
    if (record === null) {
      output.say(`No record has this name.${hintFor(address)}`);
      return EXIT.NOTHING;
    }
    const payload = options.payload ? await payloadOf(connection, record.id) : undefined;
    const scope = scopeField(connection, options.scope);
    if (output.isJson)
      output.json({ ...recordJson(record), ...scope, ...(options.payload && { payload }) });
    else output.pairs([...recordPairs(record), ...Object.entries(scope), ...payloadPairs(payload)]);
    return EXIT.DONE;
  },
};

/**
 * A key alone names a record of `execute(key)`, and never one of a middleware.
 * @param {object} address
 */
function hintFor(address) {
  if ('id' in address) return '';
  return ' A record of a middleware needs --method, --path and --scope too. onceonly find looks in all of them.';
}

/**
 * The name of the scope in events, if the config has the secret that makes it.
 * @param {Connection} connection
 * @param {string} [scope]
 * @returns {{ scopeHash?: string }}
 */
function scopeField({ secret }, scope) {
  if (secret === undefined || scope === undefined) return {};
  const { scopeHash } = require('../../identity/scope-hash');
  return { scopeHash: scopeHash(scope, secret) };
}

/**
 * @param {object | null | undefined} payload
 * @returns {[name: string, value: string][]}
 */
function payloadPairs(payload) {
  return Object.entries(payload ?? {}).map(([name, value]) => [name, jsonLine(value)]);
}

module.exports = { inspect };
