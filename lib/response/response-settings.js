'use strict';

const { givenResponse } = require('./given-response');
const { keptHeaders } = require('./replay-headers');
const { responseOutcomes } = require('./response-outcomes');

const OPERATION_TIMEOUT_MS = 300_000;
const ONLY_HERE = ['cacheStatus', 'replayHeaders'];

/** Refuses what has no meaning in the mode that is asked for: an option that is given is never without effect. */
function refuseOtherMode(options, { mode, cacheErrors, scope }) {
  if (mode === 'execute') {
    const given = ONLY_HERE.find((name) => options[name] !== undefined);
    if (given === undefined) return;
    throw new TypeError(`onceonly: option \`${given}\` is one of mode: 'response'`);
  }
  if (scope === undefined) {
    throw new TypeError(
      "onceonly: mode: 'response' replays whole responses, so it needs `scope(req)`, the user or tenant of a " +
        'request, or `scope: false` where every caller may see every response',
    );
  }
  if (typeof cacheErrors === 'function') {
    throw new TypeError(
      "onceonly: `cacheErrors` is no function in mode: 'response'; use `cacheStatus`",
    );
  }
}

/**
 * Checked settings as this mode works with them. An untouched handler knows no effectId, so that another run after a
 * crash must be asked for; and one that never answers is given up.
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

function asking(onAbandoned, kept) {
  const names = kept.map((name) => name.toLowerCase());
  return async (context) => {
    const found = await onAbandoned(context);
    if (found?.status !== 'completed') return found;
    return { ...found, result: givenResponse(found.result, names) };
  };
}

module.exports = { refuseOtherMode, responseSettings };
