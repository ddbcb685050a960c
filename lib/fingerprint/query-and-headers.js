'use strict';

const { NOTHING_AROUND } = require('./digest-content');

/** @import { Request } from '../exchange/exchange' */
/** @import { Around } from './digest-content' */
/** @import { Plan } from './plan' */

/** @type {unknown[]} */
const NO_FILES = [];

/**
 * The parts of a request that count beside its body: `{ query, extra }`, each '' for nothing. `spelling` as
 * routedPath() gives it, `isMarked` as shownValue(), `files` as uploadedFiles().
 * @param {Request} req
 * @param {Plan} plan
 * @param {string} url
 * @param {string} [spelling]
 * @param {boolean} [isMarked]
 * @param {unknown[]} [files]
 * @returns {Around}
 */
function aroundBody(req, plan, url, spelling = '', isMarked = false, files = NO_FILES) {
  const query = plan.countsQuery ? queryOf(url) : '';
  const isBare = plan.headers.length === 0 && files.length === 0;
  if (isBare && spelling === '' && !isMarked) {
    return query === '' ? NOTHING_AROUND : { query, extra: '' };
  }
  const sent = req.headers;
  const headers = plan.headers.map((name) => sent[name] ?? null);
  return { query, extra: extraOf({ headers, files, spelling, isMarked }) };
}

/**
 * The parts that count beside a value: the spelling of its path, and whether its text has marks.
 * @param {{ spelling?: string, isMarked?: boolean }} value
 * @returns {Around}
 */
function aroundValue({ spelling = '', isMarked = false }) {
  if (spelling === '' && !isMarked) return NOTHING_AROUND;
  return { query: '', extra: extraOf({ headers: [], files: [], spelling, isMarked }) };
}

/**
 * A missing part leaves no trace, so a request without it keeps its fingerprint when a new part is added here.
 * @param {{ headers: (string | string[] | null)[], files: unknown[], spelling: string, isMarked: boolean }} parts
 */
function extraOf({ headers, files, spelling, isMarked }) {
  return JSON.stringify({
    headers,
    files,
    ...(spelling !== '' && { path: spelling }),
    ...(isMarked && { marked: true }),
  });
}

/** @param {string} [url] */
function queryOf(url = '') {
  const fragment = url.indexOf('#');
  const sent = fragment === -1 ? url : url.slice(0, fragment);
  const mark = sent.indexOf('?');
  return mark === -1 ? '' : sent.slice(mark + 1);
}

module.exports = { aroundBody, aroundValue };
