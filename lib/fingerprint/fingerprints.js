'use strict';

const { requestContent, valueContent } = require('../request-content');
const { aroundBody } = require('./around-body');
const { NOTHING_AROUND, digestContent } = require('./digest-content');
const { NOTHING } = require('./plan');
const { uploadedFiles } = require('./uploaded-files');

const NO_SECRET = [''];

/**
 * `{ fingerprint, otherFingerprint }` of a request under the settings `fingerprint` (a plan), `maxBodyBytes` and
 * `secret`, or a promise of them where there is much to hash. Each is a digest and the name of the plan; the other one,
 * under the previous secret, is '' without one. `url` is
 * the request's whole path and query. Throws, or rejects, as requestContent() does.
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
  const { name, selection } = settings.fingerprint;
  const { secret: [secret, old] = NO_SECRET } = settings;
  const digest = digestContent(content, around, selection, secret);
  const other = old === undefined ? '' : digestContent(content, around, selection, old);
  if (typeof digest === 'string' && typeof other === 'string') return named(digest, other, name);
  return Promise.all([digest, other]).then(([current, previous]) => named(current, previous, name));
}

function named(current, previous, name) {
  return {
    fingerprint: current + name,
    otherFingerprint: previous === '' ? '' : previous + name,
  };
}

module.exports = { requestFingerprints, valueFingerprints };
