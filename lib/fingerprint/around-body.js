'use strict';

/** What counts of a request beside its body: `{ query, extra }`, each '' for nothing. `files` as uploadedFiles() gives. */
function aroundBody(req, plan, files = []) {
  const headers = plan.headers.map((name) => req.headers[name] ?? null);
  const hasExtra = headers.length > 0 || files.length > 0;
  return {
    query: plan.countsQuery ? queryOf(req.originalUrl ?? req.url) : '',
    extra: hasExtra ? JSON.stringify({ headers, files }) : '',
  };
}

function queryOf(url = '') {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

module.exports = { aroundBody };
