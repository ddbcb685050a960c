'use strict';

/** @import { Request } from '../exchange/exchange' */

/**
 * Whether the connection of a request broke before its whole body had come. Its outcome is that of half a request, and
 * the client will send the whole one.
 *
 * A body that nobody has read yet is not cut, and neither is one that the app has destroyed. A request of an adapter
 * may lack these members, and a handler without HTTP has no request.
 * @param {Request | undefined} req
 */
function wasCut(req) {
  return req?.readableAborted === true && req.complete === false && isReset(req.errored);
}

/** @param {Request['errored']} error */
function isReset(error) {
  return error?.code === 'ECONNRESET';
}

module.exports = { wasCut };
