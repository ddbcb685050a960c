'use strict';

const IDENTITY = /^(identity)?$/i;

/**
 * Whether a request with this Accept-Encoding takes a body with this Content-Encoding (RFC 9110, 12.5.3). Without
 * Accept-Encoding every coding is acceptable.
 * @param {string | undefined} accepted
 * @param {string} contentEncoding
 */
function acceptsEncoding(accepted, contentEncoding) {
  if (accepted === undefined) return true;
  const weights = weightsOf(accepted);
  return contentEncoding
    .split(',')
    .map((coding) => nameOf(coding.trim()))
    .every((coding) => IDENTITY.test(coding) || (weights.get(coding) ?? weights.get('*') ?? 0) > 0);
}

/** @param {string} accepted */
function weightsOf(accepted) {
  const weights = new Map();
  for (const item of accepted.split(',')) {
    const [coding, ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((part) => /^q=/i.test(part));
    weights.set(nameOf(coding), weight === undefined ? 1 : Number(weight.slice(2)));
  }
  return weights;
}

/**
 * RFC 9110 holds the two old names equal to the new ones.
 * @param {string} coding
 */
function nameOf(coding) {
  return coding.toLowerCase().replace(/^x-(?=gzip$|compress$)/, '');
}

module.exports = { acceptsEncoding };
