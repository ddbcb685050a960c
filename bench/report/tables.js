'use strict';

const { summary } = require('../harness/statistics');
const figures = require('./figures');

/** A number with three significant digits, and no exponent. */
function short(value) {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Number(value.toPrecision(3)).toString();
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function withRange(values) {
  const { median, low, high } = summary(values);
  return `${short(median)} (${short(low)}-${short(high)})`;
}

function targetTable(all) {
  const verdict = ({ isMet, isOpen, missedBy }) => {
    if (isMet) return 'met';
    const distance = `${(missedBy * 100).toFixed(0)}%`;
    return isOpen ? `open: median off by ${distance}` : `missed by ${distance}`;
  };
  const rows = all.map((each) => [
    each.what,
    each.target,
    short(each.median),
    each.interval.map(short).join(' to '),
    verdict(each),
  ]);
  return table(['what', 'target', 'ratio', '95% interval', ''], rows);
}

// MB per second are bytes per microsecond.
function fingerprintTables(part) {
  const bySize = figures.sizesOf(part).map((size) => {
    const times = figures.fingerprintTimes(part, size);
    const documents = part.rows.filter((row) => row.size === size).length;
    const rate = Object.values(times).map((all) => all.map((us) => documents / us));
    return { names: Object.keys(times), cells: [size, ...rate.map(withRange)] };
  });
  const kinds = part.rows.map(({ size, shape, text, order, bytes, samples }) => {
    const rate = Object.values(samples).map((all) => short(bytes / summary(all).median));
    return [size, shape, text, order, ...rate];
  });
  const { names } = bySize[0];
  const first = table(['size', ...names], bySize.map(({ cells }) => cells)); // prettier-ignore
  return [first, table(['size', 'shape', 'text', 'members', ...names], kinds)];
}

function storeTable({ rows }) {
  const cells = rows.flatMap(({ width, samples }) =>
    Object.entries(samples).map(([name, all]) => {
      const field = (key) =>
        all[0][key] === undefined ? '' : withRange(all.map((each) => each[key]));
      return [width, name, field('cpuUs'), field('p50Us'), field('p99Us'), field('perSecond')];
    }),
  );
  return table(['in flight', 'client', 'CPU us', 'p50 us', 'p99 us', 'pairs/s'], cells);
}

function expressTables({ rows }) {
  const fields = ['perSecond', 'p50Us', 'p99Us', 'cpuUs', 'delayP99Us'];
  return rows.map((row) => {
    const added = figures.addedCpu(row);
    const cells = Object.entries(row.samples).map(([name, all]) => {
      const own = fields.map((key) => withRange(all.map((each) => each[key])));
      const busy = short(summary(all.map((each) => each.busy)).median);
      return [name, ...own, short(summary(added[name]).median), busy];
    });
    const head = ['', 'requests/s', 'p50 us', 'p99 us', 'CPU us', 'loop delay p99 us'];
    return [row.scenario, table([...head, 'CPU us added', 'cores used'], cells)];
  });
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
  return [
    table(['stored keys', 'CPU us', 'pairs/s'], inOrder(storedKeys.samples, storedKeys.sizes)),
    table(['processes', 'CPU us', 'pairs/s in all'], inOrder(processes.samples, processes.counts)),
    table(['result', 'CPU us', 'pairs/s'], results),
    table(['parsed body', 'CPU us', 'requests/s'], inOrder(bodySize, Object.keys(bodySize))),
    table(
      ['memory', 'bytes'],
      [
        [
          'in Redis, per completed key, beyond its payload',
          short(memory.bytesPerKey.beyondPayload),
        ],
        ['resident in the app, per request in flight', short(memory.bytesPerHeldRequest)],
      ],
    ),
  ];
}

module.exports = { expressTables, fingerprintTables, growthTables, storeTable, targetTable };
