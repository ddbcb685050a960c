'use strict';

const { RequestIdempotency } = require('../../http/request-idempotency');
const { beginTurn } = require('../../response/value/turn');
const { isPromise } = require('../../util/is-promise');
const { put } = require('./reply-payload');
const { TurnOfRequest } = require('./turn-of-request');

/** @import { AMount } from '../../core/mount' */
/** @import { ATurn } from '../../response/value/turn' */
/** @import { FastifyReply, Handler } from './fastify' */

/**
 * A handler that runs once per key. It is called after all hooks before it, so that nobody gets a reply whom they refuse.
 * @param {Handler} handler
 * @param {object} owner
 * @returns {Handler}
 */
function handlerOnce(handler, owner) {
  return function idempotentHandler(request, reply) {
    const { idempotency, onceonlyTurn } = request;
    const mount = /** @type {AMount | undefined} */ (RequestIdempotency.mountOf(idempotency));
    const isFree = mount?.captured === undefined || onceonlyTurn !== null;
    const { key } = idempotency ?? {};
    if (isFree || key === undefined || !mount.methods.has(request.raw.method ?? '')) {
      return handler.call(this, request, reply);
    }
    return begin(mount, idempotency).then((turn) => {
      // To wait for the reply here takes 5 us more.
      if (turn.cached) return put(reply, turn.response);
      const own = new TurnOfRequest(turn, reply, owner);
      request.onceonlyTurn = own;
      request.idempotency = turn.idempotencyFor(key);
      return run(own, turn, () => handler.call(this, request, reply), reply);
    });
  };
}

/**
 * @param {InstanceType<typeof TurnOfRequest>} own
 * @param {ATurn} turn
 * @param {() => any} call
 * @param {FastifyReply} reply
 */
function run(own, turn, call, reply) {
  let value;
  try {
    value = turn.within(call);
  } catch (error) {
    return own.threw(error);
  }
  // A handler that will call `reply.send()` later. Fastify waits for a reply that it gets.
  if (value === undefined || value === reply) return reply;
  if (!isPromise(value)) return own.returned(value);
  return Promise.resolve(value).then(
    (found) => own.returned(found),
    (error) => own.threw(error),
  );
}

/**
 * @param {AMount} mount
 * @param {InstanceType<typeof RequestIdempotency>} idempotency
 */
function begin({ captured, store }, idempotency) {
  const { req, res } = RequestIdempotency.exchangeOf(idempotency);
  const key = /** @type {string} */ (idempotency.key);
  const report = RequestIdempotency.reportOf(idempotency);
  return beginTurn(req, res, key, /** @type {any} */ (captured), store, report);
}

module.exports = { handlerOnce };
