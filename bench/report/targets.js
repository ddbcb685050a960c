'use strict';

const { pairedRatio } = require('../harness/statistics');
const { VARIANTS } = require('../express/variants');
const figures = require('./figures');

const OURS = 'onceonly Redis, execute';
const RESPONSE = 'onceonly Redis, response';
const BARE = 'no middleware';

const atLeast = (bound) => ({ bound, reached: ([, high]) => high >= bound, text: `>= ${bound}` });
const atMost = (bound) => ({ bound, reached: ([low]) => low <= bound, text: `<= ${bound}` });
const within = (from, to) => ({
  bound: 1,
  reached: ([low, high]) => high >= from && low <= to,
  text: `${from} to ${to}`,
});

function fingerprintTargets(part) {
  const targets = [];
  const add = (what, size, ours, peer, goal) => {
    const times = figures.fingerprintTimes(part, size);
    const ratio = figures.ratioOf(times, peer, ours);
    targets.push({ what: `fingerprint, ${what}, ${size}: speed against ${peer}`, goal, ratio });
  };
  for (const size of figures.sizesOf(part)) {
    if (size === '130 B') add('raw bytes', size, 'raw', 'sort + stringify', atLeast(3.5));
    if (!['130 B', '1 KB'].includes(size)) {
      add('raw bytes', size, 'raw', 'sort + stringify', atLeast(6));
      add('raw bytes', size, 'raw', 'canonicalize', atLeast(15));
      add('raw bytes', size, 'raw', 'sha256 alone', atLeast(0.3));
    }
    add('parsed body', size, 'parsed', 'sort + stringify', atLeast(1.6));
  }
  return targets;
}

function storeTargets(part) {
  const targets = [];
  const add = (width, field, label, peer, goal) => {
    const row = part.rows.find((each) => each.width === width);
    const ratio = figures.ratioOf(figures.fieldOf(row, field), 'onceonly', peer);
    const what = `begin + complete, ${width} in flight: ${label} against ${peer}`;
    targets.push({ what, goal, ratio });
  };
  add(32, 'cpuUs', 'CPU', 'ioredis, same scripts', atMost(0.25));
  add(32, 'cpuUs', 'CPU', 'net.Socket, same scripts', atMost(1));
  add(1, 'p50Us', 'p50 latency', 'ioredis, same scripts', atMost(0.85));
  return targets;
}

function expressTargets(part) {
  const row = (scenario) => part.rows.find((each) => each.scenario === scenario);
  const fresh = row('fresh');
  const names = Object.keys(fresh.samples);
  const peers = names.filter((name) => VARIANTS[name]?.isPeer && VARIANTS[name].usesRedis);
  const added = figures.addedCpu(fresh);
  const rate = figures.fieldOf(fresh, 'perSecond');
  const cheapest = figures.lowest(added, peers);
  const slowness = Object.fromEntries(peers.map((name) => [name, rate[name].map((each) => -each)]));
  const fastest = figures.lowest(slowness, peers);
  const say = (what, goal, ratio) => ({ what: `Express, ${what}`, goal, ratio });
  const adds = 'fresh keys on Redis: CPU added, against';
  const throughput = 'fresh keys on Redis: throughput against';
  const targets = [
    say(`${adds} ioredis, same scripts`, atMost(0.35), figures.ratioOf(added, OURS, 'ioredis, same scripts')), // prettier-ignore
    say(`${adds} ${cheapest}`, atMost(0.5), figures.ratioOf(added, OURS, cheapest)),
    say(`${throughput} ${fastest}`, atLeast(1.15), figures.ratioOf(rate, OURS, fastest)),
    say(`${throughput} ${BARE}`, atLeast(0.92), figures.ratioOf(rate, OURS, BARE)),
    say(`fresh keys in memory: throughput against ${BARE}`, atLeast(0.97), figures.ratioOf(rate, 'onceonly memory, execute', BARE)), // prettier-ignore
  ];
  if (!names.includes(RESPONSE)) return targets;
  const replay = 'replay from Redis, response mode:';
  const replayRate = figures.fieldOf(row('replay'), 'perSecond');
  const replayCpu = figures.fieldOf(row('replay'), 'cpuUs');
  return [
    ...targets,
    say(`${replay} throughput against ${BARE}`, atLeast(0.9), figures.ratioOf(replayRate, RESPONSE, BARE)), // prettier-ignore
    say(`${replay} CPU against ${BARE}`, atMost(1), figures.ratioOf(replayCpu, RESPONSE, BARE)),
  ];
}

function growthTargets({ storedKeys, bytesPerKey }) {
  const few = storedKeys.sizes[0];
  const many = storedKeys.sizes.at(-1);
  const ratio = (fieldOf) =>
    pairedRatio(storedKeys.samples[many].map(fieldOf), storedKeys.samples[few].map(fieldOf));
  const bytes = bytesPerKey.beyondPayload;
  return [
    { what: `${many} stored keys against ${few}: time`, goal: within(0.9, 1.1), ratio: ratio((each) => 1 / each.perSecond) }, // prettier-ignore
    { what: `${many} stored keys against ${few}: CPU`, goal: within(0.9, 1.1), ratio: ratio((each) => each.cpuUs) }, // prettier-ignore
    { what: 'bytes in Redis per completed key beyond its payload', goal: atMost(350), ratio: { median: bytes, interval: [bytes, bytes] } }, // prettier-ignore
  ];
}

const PARTS = {
  fingerprint: fingerprintTargets,
  store: storeTargets,
  express: expressTargets,
  growth: growthTargets,
};

/**
 * How near each target came: `{ what, target, median, interval, isMet, isOpen, missedBy }`. The median decides; isOpen says
 * that it misses while the interval reaches the target, so that more rounds or a quieter machine must tell. missedBy is a
 * share of the target.
 */
function targets(parts) {
  const all = Object.entries(PARTS).flatMap(([name, of]) => (parts[name] ? of(parts[name]) : []));
  return all.map(({ what, goal, ratio: { median, interval } }) => {
    const isMet = goal.reached([median, median]);
    const isOpen = !isMet && goal.reached(interval);
    const missedBy = isMet ? 0 : Math.abs(median / goal.bound - 1);
    return { what, target: goal.text, median, interval, isMet, isOpen, missedBy };
  });
}

module.exports = { targets };
