'use strict';

const JSON_TYPE = /^[^;]*[/+]json\s*(;|$)/i;
const BOUNDARY = /;\s*boundary=(?:"([^"\\]{1,70})"|([^\s";]{1,70}))\s*(?:;|$)/i;

/** The type of a request's body in lower case and without parameters, '' if it has none. */
function mediaType({ headers }) {
  const value = headers['content-type'] ?? '';
  return value.split(';', 1)[0].trim().toLowerCase();
}

/** How bytes of this request's type are read: `{ kind }`, of multipart also its `boundary`. */
function kindOfBytes(req) {
  const value = req.headers['content-type'] ?? '';
  if (JSON_TYPE.test(value)) return { kind: 'json' };
  const type = mediaType(req);
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form' };
  const [, quoted, plain] = BOUNDARY.exec(value) ?? [];
  const boundary = quoted ?? plain;
  if (type !== 'multipart/form-data' || boundary === undefined) return { kind: 'bytes' };
  return { kind: 'multipart', boundary };
}

module.exports = { kindOfBytes, mediaType };
