'use strict';

const { IdempotencyError } = require('../../errors/idempotency-error');
const { ARGUMENT, METADATA, metadata } = require('./nest');

/** @import { ExecutionContext } from './nest' */

const UNSEEN = new Set([ARGUMENT.RESPONSE, ARGUMENT.NEXT].map(String));

/**
 * Refuses a handler whose response the interceptor can't see: Nest sends nothing that it returns, so that a retry would get no answer.
 * @param {ExecutionContext} context
 * @param {string} name  Of the method.
 * @param {boolean} isCapturing
 */
function refuseUnseen(context, name, isCapturing) {
  if (metadata.getMetadata(METADATA.SSE, context.getHandler())) {
    throw unseen('has @Sse(), and an event stream cannot be replayed. Take @Idempotent() off');
  }
  if (!isCapturing && takesResponse(context.getClass(), name)) {
    throw unseen(
      "takes @Res() or @Next(), so that nobody sees what it answers. Write @Res({ passthrough: true }), or set mode: 'response'",
    );
  }
}

/**
 * @param {Function} controller
 * @param {string} name
 */
function takesResponse(controller, name) {
  if (metadata.getMetadata(METADATA.PASSTHROUGH, controller, name)) return false;
  const args = metadata.getMetadata(METADATA.ROUTE_ARGS, controller, name) ?? {};
  return Object.keys(args).some((key) => UNSEEN.has(key.split(':')[0]));
}

/** @param {string} why */
function unseen(why) {
  return new IdempotencyError('RESPONSE_NOT_CAPTURABLE', {
    message: `The handler ${why}.`,
  });
}

module.exports = { refuseUnseen };
