'use strict';

const { OVER } = require('./steps.js');
const { CLIENTS, read } = require('./records.js');

// What was done to the key by force excuses what only looks at the attempts before.
const EXCUSED = ['may have a', 'may have b', 'may have c', 'isCleared', 'hadTrouble', 'effects'];

/** Two points of one name go on alike: times count from now, and a text is the one that stands there or an older one. */
function nameOf({ record, lock, result, clients, truth, faults }) {
  const isExcused = truth.isWiped || truth.isRemoved;
  const isIdle = (fact) =>
    (isExcused && EXCUSED.includes(fact)) ||
    (fact.startsWith('found') && OVER.has(clients[fact.at(-1)].phase)) ||
    (fact === 'effects' && truth.hadTrouble);
  const seen = Object.keys(truth)
    .filter((fact) => truth[fact] && !isIdle(fact))
    .map((fact) => `${fact} ${truth[fact]}`)
    .sort();
  const isLate = record !== null && lock === null && result === null;
  const late = isLate ? [record.text.split('|')[3], record.left] : 0;
  const named = CLIENTS.map((who) => nameOfClient(clients[who], record));
  return JSON.stringify([late, lock, result, named, seen, faults]);
}

function nameOfClient({ known, pending, ...client }, record) {
  if (!known && pending === undefined) return client;
  return [client, known && nameOfText(known, record), pending && nameOfPending(pending, record)];
}

// A call goes on by what it was told last.
function nameOfPending({ call, history }, record) {
  const { isWritten, found, now } = history.at(-1);
  return [call, isWritten, found && [read(found, now), nameOfText(found.text, record)]];
}

function nameOfText(text, record) {
  return text === record?.text ? 'stands' : 'stood';
}

module.exports = { nameOf };
