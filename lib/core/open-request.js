'use strict';

const { exposeHeaders } = require('../http/outcome-headers');
const { reportOf } = require('../http/report-request');
const { RequestIdempotency } = require('../http/request-idempotency');

/** @import { Request, Response } from '../exchange/exchange' */
/** @import { AMount } from './mount' */

/**
 * The RequestIdempotency of a request that passes `own`. `earlier` is what the request has by now: one of an earlier mount is
 * refined, and given back as it is if it has passed this mount before.
 *
 * Throws IDEMPOTENCY_KEY_REQUIRED and INVALID_IDEMPOTENCY_KEY, which the response then exposes. An error of `keySource` is thrown
 * unchanged.
 * @param {AMount} own
 * @param {unknown} earlier
 * @param {Request} req
 * @param {Response} res
 * @param {(error?: unknown) => void} next
 * @returns {InstanceType<typeof RequestIdempotency>}
 */
function openRequest(own, earlier, req, res, next) {
  const outer = /** @type {AMount | undefined} */ (RequestIdempotency.mountOf(earlier));
  if (outer?.includes(own) === true)
    return /** @type {InstanceType<typeof RequestIdempotency>} */ (earlier);
  let report;
  try {
    const mount = outer === undefined ? own : own.inside(outer);
    if (outer !== undefined) report = RequestIdempotency.reportOf(earlier);
    report = reportOf(req, mount.settings, report);
    mount.noteUse(req);
    const key = mount.keyOf(req);
    if (key === undefined && mount.requiresKey(req)) throw mount.keyErrors.required();
    return new RequestIdempotency(req, res, next, key, mount, report);
  } catch (error) {
    report?.refused(error);
    exposeHeaders(res);
    throw error;
  }
}

module.exports = { openRequest };
