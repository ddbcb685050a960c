'use strict';

const { ServerResponse } = require('node:http');

/** @import { NodeResponse } from '../../exchange/exchange' */
/** @import { Arguments } from './own-members' */

const NOT_IN_REASON = /[^\t\x20-\x7e\x80-\xff]/;
const KEEPS_LAST = keepsLast();

/**
 * The arguments of `writeHead(status[, reason][, headers])`, or undefined for those that Node refuses; `statusMessage` is
 * the reason that stands already.
 * @param {Arguments} args
 * @param {string | undefined} statusMessage
 */
function headArguments([status, reason, headers], statusMessage) {
  const hasReason = typeof reason === 'string';
  const fields = hasReason ? headers : (headers ?? reason);
  const isBad =
    !isStatusLine(status, hasReason ? reason : statusMessage) ||
    (Array.isArray(fields) && !Array.isArray(fields[0]) && fields.length % 2 !== 0);
  return isBad ? undefined : { status: status | 0, reason: hasReason ? reason : undefined, fields };
}

/**
 * Whether Node takes these. It uses a status code as a 32-bit integer.
 * @param {any} status
 * @param {string} [reason]
 */
function isStatusLine(status, reason = '') {
  return (status | 0) >= 100 && (status | 0) <= 999 && !NOT_IN_REASON.test(reason);
}

/**
 * Puts a head on the response without sending it, so that headers can still be added. A name replaces the earlier one.
 * In an array it may come more than once where Node takes it so. Throws as setHeader does.
 * @param {NodeResponse} res
 * @param {{ status: number, reason: string | undefined, fields: any }} head
 */
function putHead(res, { status, reason, fields }) {
  const named = new Map();
  const hasOne = KEEPS_LAST && res.getHeaderNames().length > 0;
  for (const [name, value] of pairsOf(fields)) {
    const lower = `${name}`.toLowerCase();
    const earlier = named.get(lower);
    const isFirst = hasOne || earlier === undefined;
    named.set(lower, [name, isFirst ? value : [earlier[1], value].flat()]);
  }
  for (const [name, value] of named.values()) res.setHeader(name, value);
  res.statusCode = status;
  if (reason !== undefined) res.statusMessage = reason;
}

// Of a name that an array gives twice Node 20 sends the last value, if a header was set before.
function keepsLast() {
  const res = new ServerResponse(/** @type {any} */ ({ method: 'GET' }));
  res.setHeader('A', '1');
  res.writeHead(200, ['B', '1', 'B', '2']);
  return res.getHeader('B') === '2';
}

/**
 * @param {any} fields
 * @returns {[name: string, value: any][]}
 */
function pairsOf(fields) {
  if (fields === undefined || fields === null) return [];
  if (!Array.isArray(fields)) return Object.entries(fields).filter(([name]) => name !== '');
  if (Array.isArray(fields[0])) return fields;
  return Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i], fields[2 * i + 1]]);
}

module.exports = { headArguments, isStatusLine, putHead };
