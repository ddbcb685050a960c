'use strict';

const { closedSignal } = require('./closed-signal');
const { IdempotencyError } = require('../errors/idempotency-error');
const { requestFingerprints } = require('../fingerprint/fingerprints');
const { isPromise, whenKnown } = require('../util/is-promise');
const { recordNames } = require('./record-id');
const { placedPath, routedPath, spelledPath } = require('./routed-path');
const { noteScope } = require('./scope-hash');

/** @import { Request, Response } from '../exchange/exchange' */
/** @import { Fingerprints, FingerprintSettings } from '../fingerprint/fingerprints' */
/** @import { Report } from '../observe/request-report' */
/** @import { Later } from '../util/is-promise' */
/** @import { RoutedPath, Routing } from './routed-path' */

/**
 * @typedef {object} OwnSettings
 * @property {'execute' | 'response'} mode
 * @property {string} [route]  Path in the place of the request's own.
 * @property {false | ((req: Request) => unknown)} [scope]  Gives the user or tenant.
 * @property {boolean} keyHint  Whether records of one key can be found by it.
 * @property {string} prefix  That of the store.
 * @property {'reject' | 'wait'} inProgress
 * @property {Routing} [routing]  The adapter's.
 *
 * @typedef {FingerprintSettings & OwnSettings} IdentitySettings
 */

/**
 * A request as an execution is told of it: which record it is about, and what of the request may still be looked at.
 * @typedef {object} RequestIdentity
 * @property {string} id  Name of its record.
 * @property {string} key  The client's key.
 * @property {string} hint  What the records of the key have in common, '' with `keyHint: false`.
 * @property {string} label  Method and route, or ''.
 * @property {string} prefix  That of the store.
 * @property {string} digest  Digest of what counts, without a secret.
 * @property {string} fingerprint  Under the current secret.
 * @property {string} otherFingerprint  Under the other secret, or ''.
 * @property {(() => AbortSignal) | undefined} cancelled  Gives a signal that ends a wait; undefined where nobody waits.
 * @property {Response | undefined} res  Set by `execute`, until somebody else may answer.
 * @property {boolean} headSent  Whether the head was sent before the operation began.
 * @property {boolean} wantsText  Whether a result that is stored as JSON is wanted as text.
 * @property {Request | undefined} incoming  The request itself, until its outcome is offered in the background.
 * @property {Report | undefined} report  What its event will tell. Undefined if nobody listened when it came.
 */

const NOT_IN_LABEL = /[^A-Za-z0-9/_:.-]/g;
const MAX_LABEL = 64;
/** @type {WeakMap<object, { method: string, baseUrl: string | undefined, label: string }>} */
const labels = new WeakMap();

/**
 * The identity of a request for its execution: `{ id, key, hint, label, prefix, digest, fingerprint, otherFingerprint,
 * cancelled?, res?, headSent, wantsText, incoming, report? }`. A promise if the scope or the fingerprint comes later. Throws, or
 * rejects with, an IdempotencyError for a request without a scope, or without content for a fingerprint.
 *
 * Each member of the request is read once: Express gives every request a hidden class of its own, so a read takes half
 * a microsecond.
 * @param {Request} req
 * @param {Response} res
 * @param {string} key
 * @param {IdentitySettings} settings
 * @param {Report} [report]
 * @returns {Later<RequestIdentity>}
 */
function identifyRequest(req, res, key, settings, report = undefined) {
  const url = req.originalUrl ?? req.url;
  const { route, mode, routing } = settings;
  const routed =
    route === undefined
      ? placedPath(
          routedPath(req, url, mode === 'execute', routing?.routingOf),
          routing?.placeOf?.(req),
        )
      : spelledPath(route);
  const prints = requestFingerprints(req, settings, url, routed.spelling);
  return whenKnown(prints, (found) => scopedRecord(req, res, key, settings, routed, found, report));
}

/**
 * @param {Request} req
 * @param {Response} res
 * @param {string} key
 * @param {IdentitySettings} settings
 * @param {RoutedPath} routed
 * @param {Fingerprints} prints
 * @param {Report} [report]
 * @returns {Later<RequestIdentity>}
 */
function scopedRecord(req, res, key, settings, routed, prints, report) {
  const scope = settings.scope ? scopeOf(req, settings.scope) : '';
  return whenKnown(scope, (found) =>
    recordOf(req, res, key, settings, routed, prints, found, report),
  );
}

/**
 * @param {Request} req
 * @param {Response} res
 * @param {string} key
 * @param {IdentitySettings} settings
 * @param {RoutedPath} routed
 * @param {Fingerprints} prints
 * @param {string} scope
 * @param {Report} [report]
 * @returns {RequestIdentity}
 */
function recordOf(req, res, key, settings, routed, prints, scope, report) {
  const { digest, fingerprint, otherFingerprint } = prints;
  const { path, spelling } = routed;
  const { method } = req;
  const { id, hint: told } = recordNames({ scope, method, path, key });
  const hint = settings.keyHint ? told : '';
  const request = {
    id,
    key,
    hint,
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
    report,
  };
  if (report !== undefined) noteIdentity(report, request, scope, told, settings);
  return request;
}

/**
 * @param {Report} report
 * @param {RequestIdentity} request
 * @param {string} scope
 * @param {string} keyHash
 * @param {IdentitySettings} settings
 */
function noteIdentity(report, request, scope, keyHash, { scope: owner, secret }) {
  report.names(request.id, request.hint);
  if (scope !== '' && owner) noteScope(report, request, { scope, keyHash, owner, secret });
}

/**
 * Two users must never meet in one record because the scope could not be told.
 * @param {Request} req
 * @param {(req: Request) => unknown} scope
 * @returns {Later<string>}
 */
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

/**
 * @param {unknown} value
 * @param {unknown} [cause]
 * @returns {string}
 */
function checkScope(value, cause) {
  const isText = typeof value === 'string' && value !== '' && value.isWellFormed();
  if (!isText) throw scopeMissing(cause);
  return value;
}

/** @param {unknown} cause */
function scopeMissing(cause) {
  return new IdempotencyError('SCOPE_MISSING', { cause });
}

/**
 * That of a route is made once: it depends on where the route is mounted, which is most often one place.
 * @param {Request} req
 * @param {string} method
 * @param {string} path
 */
function labelOf({ route, baseUrl }, method, path) {
  if (typeof route?.path !== 'string') return labelFor(method, path);
  let known = labels.get(route);
  if (known === undefined || known.method !== method || known.baseUrl !== baseUrl) {
    known = { method, baseUrl, label: labelFor(method, `${baseUrl}${route.path}`) };
    labels.set(route, known);
  }
  return known.label;
}

/**
 * @param {string} method
 * @param {string} path
 */
function labelFor(method, path) {
  return `${method}:${path}`.replace(NOT_IN_LABEL, '_').slice(0, MAX_LABEL);
}

module.exports = { identifyRequest };
