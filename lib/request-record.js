'use strict';

const { IdempotencyError } = require('./errors');
const { requestFingerprints } = require('./fingerprint/fingerprints');
const { recordNames, trimPath } = require('./record-id');

const NOT_IN_LABEL = /[^A-Za-z0-9/_:.-]/g;
const MAX_LABEL = 64;

/**
 * What an execution is told of a request: `{ id, key, hint, label, fingerprint, otherFingerprint }`. Rejects with an
 * IdempotencyError for a request that has no scope or no content to take a fingerprint of.
 */
async function requestRecord(req, key, settings) {
  const { fingerprint, otherFingerprint } = await requestFingerprints(req, settings);
  const scope = settings.scope ? await scopeOf(req, settings.scope) : '';
  const path = settings.route ?? trimPath(req.originalUrl ?? req.url);
  const { id, hint } = recordNames({ scope, method: req.method, path, key });
  return {
    id,
    key,
    hint: settings.keyHint ? hint : '',
    label: labelOf(req, path),
    fingerprint,
    otherFingerprint,
  };
}

// Two users must never meet in one record because the scope could not be told.
async function scopeOf(req, scope) {
  let value;
  try {
    value = await scope(req);
  } catch (cause) {
    throw new IdempotencyError('SCOPE_MISSING', { cause });
  }
  if (typeof value !== 'string' || value === '') throw new IdempotencyError('SCOPE_MISSING');
  return value;
}

function labelOf(req, path) {
  const pattern = req.route?.path;
  const route = typeof pattern === 'string' ? `${req.baseUrl}${pattern}` : path;
  return `${req.method}:${route}`.replace(NOT_IN_LABEL, '_').slice(0, MAX_LABEL);
}

module.exports = { requestRecord };
