'use strict';

const { IdempotencyError } = require('../errors');
const { setOutcomeHeaders } = require('../outcome-headers');
const { acceptsEncoding } = require('./accept-encoding');

const SHORT = 16 * 1024;

/** Answers with a stored response: its bytes as they are. Throws RESULT_NOT_REPLAYABLE for one the client cannot read. */
function sendStored(req, res, { status, reason, headers, body }) {
  refuseUnreadable(req, headers);
  res.statusCode = status;
  res.statusMessage = reason;
  for (const [name, value] of headers) res.setHeader(name, value);
  setOutcomeHeaders(res, { cached: true });
  const hasBody = req.method !== 'HEAD' && status !== 204 && status !== 304;
  if (!hasBody) return res.end();
  res.setHeader('Content-Length', body.length);
  // Node puts text into one write with the head, but not bytes; in Latin-1 they are the same.
  if (body.length <= SHORT) res.end(body.toString('latin1'), 'latin1');
  // A copy: the payload may be the store's own or another waiter's, and an app's own `end` may work in place.
  else res.end(Buffer.from(body));
}

function refuseUnreadable(req, headers) {
  const coding = headers.find(([name]) => name.toLowerCase() === 'content-encoding');
  if (coding === undefined || acceptsEncoding(req.headers['accept-encoding'], `${coding[1]}`)) {
    return;
  }
  throw new IdempotencyError('RESULT_NOT_REPLAYABLE', {
    message: 'The stored response is encoded in a way that this request does not accept.',
  });
}

module.exports = { sendStored };
