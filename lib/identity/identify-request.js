'use strict';

const { closedSignal } = require('./closed-signal');
const { IdempotencyError } = require('../errors/idempotency-error');
const { requestFingerprints } = require('../fingerprint/fingerprints');
const { isPromise } = require('../util/is-promise');
const { recordNames } = require('./record-id');
const { routedPath, spelledPath } = require('./routed-path');

const NOT_IN_LABEL = /[^A-Za-z0-9/_:.-]/g;
const MAX_LABEL = 64;
/** @type {WeakMap<object, { method: string, baseUrl: string, label: string }>} */
const labels = new WeakMap();

/**
 * The identity of a request for its execution: `{ id, key, hint, label, prefix, digest, fingerprint, otherFingerprint,
 * cancelled?, res?, headSent, wantsText, incoming }`. A promise if the scope or the fingerprint comes later. Throws, or
 * rejects with, an IdempotencyError for a request without a scope, or without content for a fingerprint.
 *
 * Each member of the request is read once: Express gives every request a hidden class of its own, so a read takes half
 * a microsecond.
 */
function identifyRequest(req, res, key, settings) {
  const url = req.originalUrl ?? req.url;
  const { route, mode } = settings;
  const routed =
    route === undefined ? routedPath(req, url, mode === 'execute') : spelledPath(route);
  const prints = requestFingerprints(req, settings, url, routed.spelling);
  return isPromise(prints)
    ? prints.then((found) => scopedRecord(req, res, key, settings, routed, found))
    : scopedRecord(req, res, key, settings, routed, prints);
}

function scopedRecord(req, res, key, settings, routed, prints) {
  const scope = settings.scope ? scopeOf(req, settings.scope) : '';
  return isPromise(scope)
    ? scope.then((found) => recordOf(req, res, key, settings, routed, prints, found))
    : recordOf(req, res, key, settings, routed, prints, scope);
}

function recordOf(req, res, key, settings, routed, prints, scope) {
  const { digest, fingerprint, otherFingerprint } = prints;
  const { path, spelling } = routed;
  const { method } = req;
  const { id, hint } = recordNames({ scope, method, path, key });
  return {
    id,
    key,
    hint: settings.keyHint ? hint : '',
    label: labelOf(req, method, spelling || path),
    prefix: settings.prefix,
    digest,
    fingerprint,
    otherFingerprint,
    cancelled: settings.inProgress === 'wait' ? () => closedSignal(res) : undefined,
    res: undefined,
    headSent: false,
    wantsText: false,
    incoming: req,
  };
}

// Two users must never meet in one record because the scope could not be told.
function scopeOf(req, scope) {
  let value;
  try {
    value = scope(req);
  } catch (cause) {
    throw scopeMissing(cause);
  }
  if (isPromise(value))
    return Promise.resolve(value).then(checkScope, (cause) => checkScope('', cause));
  return checkScope(value);
}

function checkScope(value, cause) {
  const isText = typeof value === 'string' && value !== '' && value.isWellFormed();
  if (!isText) throw scopeMissing(cause);
  return value;
}

function scopeMissing(cause) {
  return new IdempotencyError('SCOPE_MISSING', { cause });
}

// That of a route is made once: it depends on where the route is mounted, which is most often one place.
function labelOf({ route, baseUrl }, method, path) {
  if (typeof route?.path !== 'string') return labelFor(method, path);
  let known = labels.get(route);
  if (known === undefined || known.method !== method || known.baseUrl !== baseUrl) {
    known = { method, baseUrl, label: labelFor(method, `${baseUrl}${route.path}`) };
    labels.set(route, known);
  }
  return known.label;
}

function labelFor(method, path) {
  return `${method}:${path}`.replace(NOT_IN_LABEL, '_').slice(0, MAX_LABEL);
}

module.exports = { identifyRequest };
