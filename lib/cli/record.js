'use strict';

const { shownSeconds } = require('./durations');

/** @import { Inspection } from '../../types/store' */
/** @import { Column } from './output' */

/**
 * A record as JSON. Times in seconds, by the store's clock.
 * @param {Inspection} record
 */
function recordJson(record) {
  const { id, state, kind, label, attempt, fence, createdAt, age, expiresIn, leaseLeft, bytes } =
    record;
  const times = { createdAt: createdAt.toISOString(), age, expiresIn, leaseLeft };
  return { id, state, kind, label, attempt, fence, ...times, bytes };
}

/** @param {Inspection} record */
function stateOf({ state, kind }) {
  return kind === null || kind === 'value' ? state : `${state} (${kind})`;
}

/** @type {Column[]} */
const COLUMNS = [
  { title: 'ID', width: 43, text: ({ id }) => id },
  { title: 'STATE', width: 16, text: stateOf },
  { title: 'ATTEMPT', width: 7, text: ({ attempt }) => `${attempt}` },
  { title: 'AGE', width: 7, text: ({ age }) => shownSeconds(age) },
  { title: 'EXPIRES', width: 7, text: ({ expiresIn }) => shownSeconds(expiresIn) },
  { title: 'BYTES', width: 8, text: ({ bytes }) => `${bytes}` },
  { title: 'LABEL', width: 0, text: ({ label }) => label },
];

/**
 * A record for people, one field a line.
 * @param {Inspection} record
 * @returns {[name: string, value: string][]}
 */
function recordPairs(record) {
  const { id, state, label, attempt, createdAt, age, expiresIn, leaseLeft, bytes } = record;
  const began = state === 'done' ? 'stored' : 'began';
  return [
    ['id', id],
    ['state', stateOf(record)],
    ['label', label],
    ['attempt', `${attempt}`],
    [began, `${createdAt.toISOString()} (${shownSeconds(age)} ago)`],
    ['expires in', shownSeconds(expiresIn)],
    ...(leaseLeft === null ? [] : [pair('lease left', shownSeconds(leaseLeft))]),
    ...(state === 'done' ? [pair('bytes', `${bytes}`)] : []),
  ];
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {[name: string, value: string]}
 */
function pair(name, value) {
  return [name, value];
}

module.exports = { COLUMNS, recordJson, recordPairs };
