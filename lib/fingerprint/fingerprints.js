'use strict';

const { isPromise } = require('../util/is-promise');
const { requestContent, valueContent } = require('./request-body');
const { aroundBody, aroundValue } = require('./query-and-headers');
const { digestContent, keyedDigest } = require('./digest-content');
const { NOTHING } = require('./plan');
const { uploadedFiles } = require('./uploaded-files');

/** @import { Request } from '../exchange/exchange' */
/** @import { Later } from '../util/is-promise' */
/** @import { Around, Content } from './digest-content' */
/** @import { Plan } from './plan' */

/**
 * @typedef {object} FingerprintSettings
 * @property {Plan} fingerprint  What of a request counts.
 * @property {number} maxBodyBytes  0 for no limit.
 * @property {(string | Uint8Array)[]} [secret]  The current one and perhaps another, '' for none.
 */

/**
 * @typedef {object} Fingerprints
 * @property {string} digest  Of all that counts, without a secret.
 * @property {string} fingerprint  Digest under the current secret, and the name of the plan.
 * @property {string} otherFingerprint  The same under the other secret, or ''.
 */

const NO_SECRET = [''];
/** @type {Content} */
const NO_CONTENT = { kind: 'none', body: '' };

/**
 * `{ digest, fingerprint, otherFingerprint }` of a request under the settings `fingerprint` (a plan), `maxBodyBytes` and
 * `secret`, or a promise of them where there is much to hash. `digest` is that of all that counts, without a secret.
 * The fingerprints are digests under the current and the other secret with the name of the plan; the other one is ''
 * where there is one secret or none. `url` is the request's whole path and query, `spelling` as
 * routedPath() gives it. Throws, or rejects, as requestContent() does.
 * @param {Request} req
 * @param {FingerprintSettings} settings
 * @param {string} [url]
 * @param {string} [spelling]
 * @returns {Later<Fingerprints>}
 */
function requestFingerprints(req, settings, url = req.originalUrl ?? req.url, spelling = '') {
  if (settings.fingerprint === NOTHING) return ofNoContent(spelling);
  const content = requestContent(req, settings.maxBodyBytes);
  if (!isPromise(content)) return withUploads(req, settings, url, spelling, content);
  return content.then((found) => withUploads(req, settings, url, spelling, found));
}

/**
 * @param {Request} req
 * @param {FingerprintSettings} settings
 * @param {string} url
 * @param {string} spelling
 * @param {Content} content
 * @returns {Later<Fingerprints>}
 */
function withUploads(req, settings, url, spelling, content) {
  const { fingerprint: plan, maxBodyBytes } = settings;
  const files = content.isRaw ? undefined : uploadedFiles(req, maxBodyBytes);
  const { isMarked } = content;
  if (files === undefined) {
    return fingerprintsOf(content, aroundBody(req, plan, url, spelling, isMarked), settings);
  }
  return files.then((described) =>
    fingerprintsOf(content, aroundBody(req, plan, url, spelling, isMarked, described), settings),
  );
}

/**
 * The same of a body that is given as a value.
 * @param {unknown} body
 * @param {FingerprintSettings} settings
 * @returns {Later<Fingerprints>}
 */
function valueFingerprints(body, settings) {
  if (settings.fingerprint === NOTHING) return NOTHING.fingerprints;
  const content = valueContent(body, settings.maxBodyBytes);
  return fingerprintsOf(content, aroundValue(content), settings);
}

/**
 * Two spellings of a path are two fingerprints even where nothing else counts.
 * @param {string} spelling
 * @returns {Later<Fingerprints>}
 */
function ofNoContent(spelling) {
  if (spelling === '') return NOTHING.fingerprints;
  return fingerprintsOf(NO_CONTENT, aroundValue({ spelling }), { fingerprint: NOTHING });
}

/**
 * @param {Content} content
 * @param {Around} around
 * @param {Omit<FingerprintSettings, 'maxBodyBytes'>} settings
 * @returns {Later<Fingerprints>}
 */
function fingerprintsOf(content, around, settings) {
  const digest = digestContent(content, around, settings.fingerprint.selection);
  if (typeof digest === 'string') return underSecrets(digest, settings);
  return digest.then((later) => underSecrets(later, settings));
}

/**
 * @param {string} digest
 * @param {Omit<FingerprintSettings, 'maxBodyBytes'>} settings
 * @returns {Fingerprints}
 */
function underSecrets(digest, { fingerprint: { name }, secret = NO_SECRET }) {
  return {
    digest,
    fingerprint: keyedDigest(digest, secret[0]) + name,
    otherFingerprint: secret.length > 1 ? keyedDigest(digest, secret[1]) + name : '',
  };
}

module.exports = { requestFingerprints, valueFingerprints };
