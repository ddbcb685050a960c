'use strict';

const { requestContent, valueContent } = require('../request-content');
const { aroundBody } = require('./around-body');
const { NOTHING_AROUND, digestContent, keyedDigest } = require('./digest-content');
const { NOTHING } = require('./plan');
const { uploadedFiles } = require('./uploaded-files');

const NO_SECRET = [''];

/**
 * `{ digest, fingerprint, otherFingerprint }` of a request under the settings `fingerprint` (a plan), `maxBodyBytes` and
 * `secret`, or a promise of them where there is much to hash. `digest` is that of all that counts, without a secret.
 * The fingerprints are digests under the current and the other secret with the name of the plan; the other one is ''
 * where there is one secret or none. `url` is the request's whole path and query. Throws, or rejects, as
 * requestContent() does.
 */
function requestFingerprints(req, settings, url = req.originalUrl ?? req.url) {
  const { fingerprint: plan, maxBodyBytes } = settings;
  if (plan === NOTHING) return NOTHING.fingerprints;
  const content = requestContent(req, maxBodyBytes);
  const files = content.isRaw ? undefined : uploadedFiles(req, maxBodyBytes);
  if (files === undefined) return fingerprintsOf(content, aroundBody(req, plan, url), settings);
  return files.then((described) =>
    fingerprintsOf(content, aroundBody(req, plan, url, described), settings),
  );
}

/** The same of a body that is given as a value. */
function valueFingerprints(body, settings) {
  if (settings.fingerprint === NOTHING) return NOTHING.fingerprints;
  const content = valueContent(body, settings.maxBodyBytes);
  return fingerprintsOf(content, NOTHING_AROUND, settings);
}

function fingerprintsOf(content, around, settings) {
  const digest = digestContent(content, around, settings.fingerprint.selection);
  if (typeof digest === 'string') return underSecrets(digest, settings);
  return digest.then((later) => underSecrets(later, settings));
}

function underSecrets(digest, { fingerprint: { name }, secret = NO_SECRET }) {
  return {
    digest,
    fingerprint: keyedDigest(digest, secret[0]) + name,
    otherFingerprint: secret.length > 1 ? keyedDigest(digest, secret[1]) + name : '',
  };
}

module.exports = { requestFingerprints, valueFingerprints };
