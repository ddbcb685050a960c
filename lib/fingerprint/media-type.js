'use strict';

const JSON_TYPE = /^[^;]*[/+]json\s*(;|$)/i;
const BOUNDARY = /;\s*boundary=(?:"([^"\\]{1,70})"|([^\s";]{1,70}))\s*(?:;|$)/i;

/** The type of a request's body in lower case and without parameters, '' if it has none. */
function mediaType({ headers }) {
  const value = headers['content-type'] ?? '';
  return value.split(';', 1)[0].trim().toLowerCase();
}

/** How bytes of this request's type are read: 'json', 'form', 'multipart' or 'bytes'. */
function kindOfBytes(req) {
  if (JSON_TYPE.test(req.headers['content-type'] ?? '')) return 'json';
  const type = mediaType(req);
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return type === 'multipart/form-data' && boundaryOf(req) !== '' ? 'multipart' : 'bytes';
}

/** The boundary that the type of a multipart body names, '' if it names none. */
function boundaryOf({ headers }) {
  const [, quoted, plain] = BOUNDARY.exec(headers['content-type'] ?? '') ?? [];
  return quoted ?? plain ?? '';
}

module.exports = { boundaryOf, kindOfBytes, mediaType };
