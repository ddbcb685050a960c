'use strict';

const { RequestReport } = require('../observe/request-report');
const { warnOfHandler } = require('../observe/warnings');
const { eventMethod, nameMount } = require('../identity/event-route');
const { QuietResource } = require('../util/quiet-resource');

/** @import { Settings } from '../execution/settings' */
/** @import { Request, Response } from '../exchange/exchange' */
/** @import { Report } from '../observe/request-report' */

/**
 * Requests whose clients left before anything was answered. Nobody can say whether a handler still calls execute() for one, but
 * that it is no longer reachable. They are told outside of their contexts: those may hold the request, which would then be held
 * for ever.
 * @type {FinalizationRegistry<Report>}
 */
const left = new FinalizationRegistry((report) => report.ended(report.unless));

/**
 * The report of a request that passes a middleware, or undefined if nobody listens. A request has one: a middleware that
 * refines another one goes on with `earlier`.
 * @param {Request} req
 * @param {Settings} settings
 * @param {Report} [earlier]
 * @returns {Report | undefined}
 */
function reportOf(req, { events, eventRoute }, earlier) {
  if (!events.isHeard) return earlier;
  const report = earlier ?? new RequestReport(events, eventMethod(req.method));
  report.events = events;
  nameMount(req, report, eventRoute);
  return report;
}

/**
 * Tells of a request when its response is closed, if no execution has begun by then.
 * @param {Report} report
 * @param {Request} req  What a handler needs to begin an execution.
 * @param {Response} res
 */
function tellAtClose(report, req, res) {
  if (report.isWatched) return;
  report.isWatched = true;
  try {
    listen(report, req, res);
  } catch (error) {
    // A response of another framework, or of a test. Its handler has run.
    warnOfHandler(error);
  }
}

/**
 * @param {Report} report
 * @param {Request} req
 * @param {Response} res
 */
function listen(report, req, res) {
  const context = new QuietResource('onceonly.request');
  const tell = () => {
    if (report.isTaken) return;
    if (res.headersSent || report.unless === 'keyless') report.ended(report.unless);
    else left.register(req, report);
  };
  // The client may have left before the request came this far.
  if (res.destroyed) tell();
  else res.once('close', () => context.runInAsyncScope(tell));
}

module.exports = { reportOf, tellAtClose };
