'use strict';

const { NOTHING_AROUND } = require('./digest-content');

/** What counts of a request beside its body: `{ query, extra }`, each '' for nothing. `files` as uploadedFiles() gives. */
function aroundBody(req, plan, url, files = []) {
  const query = plan.countsQuery ? queryOf(url) : '';
  if (plan.headers.length === 0 && files.length === 0) {
    return query === '' ? NOTHING_AROUND : { query, extra: '' };
  }
  const sent = req.headers;
  const headers = plan.headers.map((name) => sent[name] ?? null);
  return { query, extra: JSON.stringify({ headers, files }) };
}

function queryOf(url = '') {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

module.exports = { aroundBody };
