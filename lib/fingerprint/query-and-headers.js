'use strict';

const { NOTHING_AROUND } = require('./digest-content');

const NO_FILES = [];

/**
 * The parts of a request that count beside its body: `{ query, extra }`, each '' for nothing. `spelling` as
 * routedPath() gives it, `isMarked` as shownValue(), `files` as uploadedFiles().
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

/** The parts that count beside a value: the spelling of its path, and whether its text has marks. */
function aroundValue({ spelling = '', isMarked = false }) {
  if (spelling === '' && !isMarked) return NOTHING_AROUND;
  return { query: '', extra: extraOf({ headers: [], files: [], spelling, isMarked }) };
}

// A missing part leaves no trace, so a request without it keeps its fingerprint when a new part is added here.
function extraOf({ headers, files, spelling, isMarked }) {
  return JSON.stringify({
    headers,
    files,
    ...(spelling !== '' && { path: spelling }),
    ...(isMarked && { marked: true }),
  });
}

function queryOf(url = '') {
  const fragment = url.indexOf('#');
  const sent = fragment === -1 ? url : url.slice(0, fragment);
  const mark = sent.indexOf('?');
  return mark === -1 ? '' : sent.slice(mark + 1);
}

module.exports = { aroundBody, aroundValue };
