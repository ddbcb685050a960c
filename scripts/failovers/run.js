'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');

const { withChildren } = require('../../bench/harness/child');
const { WITH_REPLICAS } = require('./faults');

const TRADER = path.join(__dirname, 'trader.js');
const BEFORE_MS = 2000;
const AFTER_MS = 4000;
// begin and complete may each take their budget of 2 s, beside the charge and a second for the machine.
const LONGEST_MS = 5100;

/** Runs one fault: a row per client, all of which trade on the same servers at the same time. */
async function runFault(fault) {
  const servers = await fault.start();
  process.once('exit', servers.stop);
  try {
    const traders = fault.names.map((name) => [name, { file: TRADER, args: [] }]);
    return await withChildren(Object.fromEntries(traders), (children) =>
      trade(fault, servers, children),
    );
  } finally {
    process.removeListener('exit', servers.stop);
    servers.stop();
    fs.rmSync(servers.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function trade(fault, servers, children) {
  const all = Object.entries(children);
  for (const [name, child] of all) await child.call('open', name, servers.place);
  await Promise.all(all.map(([, child]) => child.call('start')));
  await pause(BEFORE_MS);
  const overAt = await fault.strike(servers);
  await pause(fault.afterMs ?? AFTER_MS);
  const seen = await Promise.all(all.map(([, child]) => child.call('finish')));
  await Promise.all(all.map(([, child]) => child.call('close').catch(() => {})));
  return all.map(([name], i) => rowOf(fault, name, seen[i], overAt, servers.ranges));
}

function rowOf(fault, name, { errors, ...counts }, overAt, ranges) {
  const late = errors.filter(({ what }) => what === 'late').length;
  const refused = errors.filter(({ what }) => what === 'unavailable').length;
  const others = errors.filter(({ what }) => what !== 'late' && what !== 'unavailable');
  const lastAt = Math.max(overAt, ...errors.map(({ at }) => at));
  const isElsewhere = ({ slot }) =>
    slot !== null && !ranges.some(([first, last]) => slot >= first && slot <= last);
  const row = {
    ...{ fault: fault.name, name, ...counts, late, refused, other: others.length },
    otherTexts: [...new Set(others.map(({ what }) => what))],
    endedMs: errors.length === 0 ? null : lastAt - overAt,
    elsewhere: ranges === undefined ? null : errors.filter(isElsewhere).length,
  };
  return { ...row, failed: name.startsWith('onceonly') ? broken(row, fault) : [] };
}

/** What our rows promise and this one has not kept. */
function broken(row, { losesNothing }) {
  const keepsAll = losesNothing || row.name === WITH_REPLICAS;
  const promises = {
    'a key was charged twice': !keepsAll || row.charges === row.keys,
    'a key has two answers': !keepsAll || row.differing === 0,
    'a request got no answer': row.late === 0 && row.unanswered === 0,
    'a wait was too long': row.longestMs <= LONGEST_MS,
    'another shard was refused': !row.elsewhere,
    [`other answers: ${row.otherTexts.join('; ')}`]: row.other === 0,
  };
  return Object.keys(promises).filter((promise) => !promises[promise]);
}

module.exports = { rowOf, runFault };
