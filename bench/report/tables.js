'use strict';

const { medianInterval, summary } = require('../harness/statistics');
const figures = require('./figures');
const { short, table, withRange } = require('./format');

function targetTable(all) {
  const rows = all.map(({ what, target, measured, interval, verdict }) => {
    return [what, target, measured, interval, verdict];
  });
  return table(['what', 'target', 'measured', '95% interval', ''], rows);
}

// MB per second are bytes per microsecond.
function fingerprintTable(part) {
  const bySize = figures.sizesOf(part).map((size) => {
    const times = figures.fingerprintTimes(part, size);
    const documents = part.rows.filter((row) => row.size === size).length;
    const rate = Object.values(times).map((all) => all.map((us) => documents / us));
    return { names: Object.keys(times), cells: [size, ...rate.map(withRange)] };
  });
  return table(['size', ...bySize[0].names], bySize.map(({ cells }) => cells)); // prettier-ignore
}

function storeTable({ rows }) {
  const fields = ['cpuUs', 'redisCpuUs', 'p50Us', 'p99Us', 'perSecond'];
  const cells = rows.flatMap(({ width, samples }) =>
    Object.entries(samples).map(([name, all]) => {
      return [width, name, ...fields.map((key) => withRange(all.map((each) => each[key])))];
    }),
  );
  const head = ['in flight', 'client', 'CPU us', 'Redis CPU us', 'p50 us', 'p99 us', 'pairs/s'];
  return table(head, cells);
}

/** begin + complete on the other shards, while one primary is frozen and while all are well. */
function oneFrozenTable({ samples }) {
  const cells = Object.entries(samples).map(([name, all]) => {
    return [name, withRange(all.map(({ perSecond }) => perSecond))];
  });
  return table(['', 'pairs/s of the other shards'], cells);
}

/** begin + complete of each contender, at each width. */
function pairsTable({ rows }) {
  const fields = ['cpuUs', 'p50Us', 'perSecond', 'heldMs'];
  const cells = rows.flatMap(({ width, samples }) =>
    Object.entries(samples).map(([name, all]) => {
      return [width, name, ...fields.map((key) => withRange(all.map((each) => each[key])))];
    }),
  );
  return table(['in flight', 'store', 'CPU us', 'p50 us', 'pairs/s', 'loop held ms'], cells);
}

function expressTable(row) {
  const added = figures.addedCpu(row);
  const rate = figures.fieldOf(row, 'perSecond');
  const cells = Object.entries(row.samples).map(([name, all]) => {
    const field = (key) => withRange(all.map((each) => each[key]));
    return [
      name,
      field('perSecond'),
      short(figures.ratioOf(rate, name, 'no middleware').median),
      field('cpuUs'),
      short(summary(added[name]).median),
      field('redisCpuUs'),
      field('p50Us'),
      field('p99Us'),
      short(summary(all.map((each) => each.busy)).median),
    ];
  });
  const head = ['', 'requests/s', 'of no middleware', 'CPU us', 'CPU us added', 'Redis CPU us'];
  return table([...head, 'p50 us', 'p99 us', 'cores used'], cells);
}

function inProcessTable(row) {
  const added = figures.addedCpu(row);
  const cpu = figures.fieldOf(row, 'cpuUs');
  const cells = Object.keys(cpu).map((name) => [
    name,
    withRange(cpu[name]),
    withRange(added[name]),
  ]);
  return table(['', 'CPU us', 'CPU us added'], cells);
}

/** Encryption of a text by each way, and the share of node:crypto's time that ours takes. */
function sealsTable(rows) {
  const cells = rows.map((row) => {
    const cpu = figures.fieldOf(row, 'cpuUs');
    const { median, interval } = figures.ratioOf(cpu, 'onceonly', 'node:crypto');
    return [
      `${row.way}, ${row.bytes} B`,
      withRange(cpu.onceonly),
      withRange(cpu['node:crypto']),
      short(median),
      interval.map(short).join(' to '),
    ];
  });
  return table(['', 'onceonly us', '`node:crypto` us', 'ratio', '95% interval'], cells);
}

function listenersTable(row) {
  const added = figures.listenersAdd(row);
  const cells = Object.entries(row.samples).map(([name, rounds]) => [
    name,
    withRange(rounds.map(({ alone }) => alone)),
    short(summary(added[name]).median),
    medianInterval(added[name]).map(short).join(' to '),
  ]);
  return table(['', 'CPU us, nobody listens', 'CPU us added', '95% interval'], cells);
}

function cpuTable(row) {
  const cpu = figures.fieldOf(row, 'cpuUs');
  return table(
    ['', 'CPU us'],
    Object.keys(cpu).map((name) => [name, withRange(cpu[name])]),
  );
}

function growthTables({ storedKeys, processes, resultSize, bodySize, ...memory }) {
  const pair = (label, all) => [
    label,
    withRange(all.map((each) => each.cpuUs)),
    withRange(all.map((each) => each.perSecond)),
  ];
  const inOrder = (samples, labels) => labels.map((label) => pair(label, samples[label]));
  const results = resultSize.flatMap(({ bytes, samples }) =>
    Object.entries(samples).map(([name, all]) => pair(`${bytes} B, ${name}`, all)),
  );
  const { beyondPayload, byMemoryUsage } = memory.bytesPerKey;
  const bytes = {
    'in Redis, per completed key, beyond its payload: used_memory': beyondPayload,
    'the same by MEMORY USAGE of each key, without the tables that hold them': byMemoryUsage,
    'resident in the app, per request in flight': memory.bytesPerHeldRequest,
  };
  return [
    table(['stored keys', 'CPU us', 'pairs/s'], inOrder(storedKeys.samples, storedKeys.sizes)),
    table(['processes', 'CPU us', 'pairs/s in all'], inOrder(processes.samples, processes.counts)),
    table(['result', 'CPU us', 'pairs/s'], results),
    table(['parsed body', 'CPU us', 'requests/s'], inOrder(bodySize, Object.keys(bodySize))),
    table(['memory', 'bytes'], Object.entries(bytes).map(([name, count]) => [name, short(count)])), // prettier-ignore
  ];
}

module.exports = {
  cpuTable,
  expressTable,
  fingerprintTable,
  growthTables,
  inProcessTable,
  listenersTable,
  oneFrozenTable,
  pairsTable,
  sealsTable,
  storeTable,
  targetTable,
};
