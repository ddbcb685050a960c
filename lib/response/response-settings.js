'use strict';

const { optionError } = require('../util/option-error');
const { givenResponse } = require('../result/manual-response');
const { keptHeaders } = require('../result/replayed-headers');
const { responseOutcomes } = require('./response-outcomes');

/** @import { Settings } from '../execution/settings' */
/** @import { CheckedOptions } from '../options/check-options' */
/** @import { Reconcile } from '../result/operation-outcomes' */

/**
 * A header that is kept.
 * @typedef {object} KeptHeader
 * @property {string} name
 * @property {string} lower  The name as Node looks for it.
 */

/** @typedef {Settings & { kept: KeptHeader[] }} ResponseSettings */

const OPERATION_TIMEOUT_MS = 300_000;
const ONLY_HERE = ['cacheStatus', 'replayHeaders'];

/**
 * Refuses an option that has no effect in this mode, so that no option is ignored silently.
 * @param {Record<string, unknown>} options
 * @param {CheckedOptions} checked
 */
function refuseOtherMode(options, { mode, cacheErrors, scope }) {
  if (mode === 'execute') {
    const given = ONLY_HERE.find((name) => options[name] !== undefined);
    if (given === undefined) return;
    throw optionError('conflict', `option \`${given}\` must be given with mode: 'response'`);
  }
  if (scope === undefined) {
    throw optionError(
      'conflict',
      "option `scope` must be given with mode: 'response', which replays whole responses. Return the user or tenant " +
        'from `scope(req)`, or set `scope: false` if every caller may see every response',
    );
  }
  if (typeof cacheErrors === 'function') {
    throw optionError(
      'conflict',
      "option `cacheErrors` must not be a function with mode: 'response'. Use `cacheStatus`",
    );
  }
}

/**
 * Checked settings as this mode works with them. An untouched handler knows no effectId, so that another run after a
 * crash must be asked for; and one that never answers is given up.
 * @param {Record<string, any>} options
 * @param {Settings} settings
 * @returns {ResponseSettings}
 */
function responseSettings(options, settings) {
  const kept = keptHeaders(settings.replayHeaders);
  const { operationTimeoutMs = OPERATION_TIMEOUT_MS, onAbandoned = 'conflict' } = options;
  return {
    ...settings,
    kept: kept.map((name) => ({ name, lower: name.toLowerCase() })),
    operationTimeoutMs,
    onAbandoned: typeof onAbandoned === 'function' ? asking(onAbandoned, kept) : onAbandoned,
    outcomes: responseOutcomes,
  };
}

/**
 * @param {(context: any) => any} onAbandoned
 * @param {string[]} kept
 * @returns {Reconcile}
 */
function asking(onAbandoned, kept) {
  const names = kept.map((name) => name.toLowerCase());
  return async (context) => {
    const found = await onAbandoned(context);
    if (found?.status !== 'completed') return found;
    return { ...found, result: givenResponse(found.result, names) };
  };
}

module.exports = { refuseOtherMode, responseSettings };
