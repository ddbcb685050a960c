'use strict';

const { types } = require('node:util');

const { IdempotencyError } = require('../errors/idempotency-error');
const { mediaType } = require('./media-type');
const { NOTHING_AROUND, digestContent } = require('./digest-content');

/** @import { Request } from '../exchange/exchange' */

/**
 * A file that was uploaded.
 * @typedef {object} Upload
 * @property {string[]} head  Field, name, type and size.
 * @property {Uint8Array | undefined} bytes  Undefined if they are not in memory.
 */

/**
 * The files that a multipart parser left on `req.file` or `req.files` (multer, express-fileupload, formidable and their like), or
 * undefined if there is none. An array: of each file the field, the name, the type, the size, and the digest of its
 * bytes if they are in memory. Bytes beyond `maxBytes` (0 for no limit) are BODY_TOO_LARGE.
 * @param {Request} req
 * @param {number} maxBytes
 * @returns {Promise<string[][]> | undefined}
 */
function uploadedFiles(req, maxBytes) {
  const { file, files: more } = req;
  if ((file ?? more) === undefined || mediaType(req) !== 'multipart/form-data') return undefined;
  const files = [...filesIn(file, ''), ...filesIn(more, '')];
  if (files.length === 0) return undefined;
  const size = files.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
  if (maxBytes > 0 && size > maxBytes) throw new IdempotencyError('BODY_TOO_LARGE');
  return Promise.all(files.map(describe));
}

/**
 * multer gives one file, an array, or arrays by field; express-fileupload and formidable files or arrays of them by field.
 * @param {any} value
 * @param {string} field
 * @returns {Upload[]}
 */
function filesIn(value, field) {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((each) => filesIn(each, field));
  // The type of a formidable file may be null.
  if (typeof value.mimetype === 'string' || typeof value.size === 'number')
    return [fileOf(value, field)];
  return Object.entries(value).flatMap(([name, each]) => (field ? [] : filesIn(each, name)));
}

/**
 * @param {any} file
 * @param {string} field
 * @returns {Upload}
 */
function fileOf(file, field) {
  const { fieldname, originalname, originalFilename, name, mimetype, type, size } = file;
  const bytes = [file.buffer, file.data].find(
    (each) => types.isUint8Array(each) && each.length > 0,
  );
  const named = originalname ?? originalFilename ?? name;
  return { head: [fieldname ?? field, named, mimetype ?? type, size].map(String), bytes };
}

/**
 * @param {Upload} file
 * @returns {Promise<string[]>}
 */
async function describe({ head, bytes }) {
  if (bytes === undefined) return head;
  return [...head, await digestContent({ kind: 'bytes', body: bytes }, NOTHING_AROUND)];
}

module.exports = { uploadedFiles };
