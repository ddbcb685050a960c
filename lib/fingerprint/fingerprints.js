'use strict';

const { requestContent, valueContent } = require('../request-content');
const { aroundBody } = require('./around-body');
const { NOTHING_AROUND, digestContent } = require('./digest-content');
const { NOTHING } = require('./plan');
const { uploadedFiles } = require('./uploaded-files');

/**
 * `{ fingerprint, otherFingerprint }` of a request under the settings `fingerprint` (a plan), `maxBodyBytes` and
 * `secret`, or a promise of them where there is much to hash. Each is a digest and the name of the plan; the other one,
 * under the previous secret, is '' without one. Throws, or rejects, as requestContent() does.
 */
function requestFingerprints(req, settings) {
  const { fingerprint: plan, maxBodyBytes } = settings;
  if (plan === NOTHING) return NOTHING.fingerprints;
  const content = requestContent(req, maxBodyBytes);
  const files = content.isRaw ? undefined : uploadedFiles(req, maxBodyBytes);
  const finish = (described) => fingerprintsOf(content, aroundBody(req, plan, described), settings);
  return files === undefined ? finish() : files.then(finish);
}

/** The same of a body that is given as a value. */
function valueFingerprints(body, settings) {
  if (settings.fingerprint === NOTHING) return NOTHING.fingerprints;
  const content = valueContent(body, settings.maxBodyBytes);
  return fingerprintsOf(content, NOTHING_AROUND, settings);
}

function fingerprintsOf(content, around, settings) {
  const { name, selection } = settings.fingerprint;
  const { secret: secrets = [''] } = settings;
  const digests = secrets.map((secret) => digestContent(content, around, selection, secret));
  /** @param {any[]} digests */
  const assemble = ([current, previous]) => ({
    fingerprint: current + name,
    otherFingerprint: previous === undefined ? '' : previous + name,
  });
  const isLater = digests.some((digest) => typeof digest !== 'string');
  return isLater ? Promise.all(digests).then(assemble) : assemble(digests);
}

module.exports = { requestFingerprints, valueFingerprints };
