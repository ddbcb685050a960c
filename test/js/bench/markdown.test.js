'use strict';

const { tablesPage, targetsPage } = require('../../../bench/report/markdown');
const { plot } = require('../../../bench/report/plot');
const { readmeText } = require('../../../bench/report/readme');

const environment = (node) => ({
  date: '2026-11-26T00:00:00.000Z',
  node,
  redis: '7.0.15',
  processor: 'a processor',
  cores: 2,
  system: 'Linux',
  load: 0.5,
  peers: { ioredis: '6.0.0' },
});

const ROUNDS = [1, 1.01, 1.02];

// Every variant as an Express part gives it, with ours at `factor` of the CPU and of the throughput of the others.
function expressPart(node, factor) {
  const sample = (times) => ROUNDS.map((round) => ({
    cpuUs: 40 * times * round, redisCpuUs: 5 * times, perSecond: 1000 / times, p50Us: 1, p99Us: 2, busy: 0.9,
  })); // prettier-ignore
  const samples = {
    'no middleware': sample(1),
    floor: sample(1.1),
    'onceonly Redis, execute': sample(factor),
    'onceonly Redis, response': sample(factor),
    'onceonly memory, execute': sample(factor),
    '@node-idempotency/core + Redis': sample(1.5),
  };
  const rows = ['fresh', 'replay'].map((scenario) => ({ scenario, samples }));
  const redis = { version: '7.0.15', hasIfeq: false };
  return { environment: environment(node), seconds: 9, rounds: 3, turns: 1, width: 32, durationMs: 150, redis, rows }; // prettier-ignore
}

// Pairs on a cluster, with ours at `factor` of the CPU and of the latency of the others.
function clusterPart(node, factor) {
  const sample = (times) =>
    ROUNDS.map((round) => ({ cpuUs: 40 * times * round, redisCpuUs: 5, perSecond: 1000 / times, p50Us: times, p99Us: 2 })); // prettier-ignore
  const samples = {
    onceonly: sample(factor),
    'onceonly, one server': sample(factor),
    'ioredis Cluster, same commands': sample(1),
    'node-redis cluster, same commands': sample(1),
  };
  const rows = [1, 32].map((width) => ({ width, samples }));
  const pairs = (rate) => ROUNDS.map(() => ({ perSecond: rate }));
  const shards = { 'all primaries well': pairs(1000), 'one primary frozen': pairs(950 / factor) };
  return {
    environment: environment(node),
    seconds: 9,
    rounds: 3,
    primaries: 3,
    payloadBytes: 60,
    rows,
    oneFrozen: { samples: shards },
  };
}

const slow = { express: expressPart('v24.1.0', 3) };
const fast = { express: expressPart('v26.1.0', 1) };

describe('the report of the benchmarks', () => {
  test('shows the newest Node first, each with its own tables', () => {
    const all = { 24: slow, 26: fast };
    const headingsOf = (text) => [...text.matchAll(/^##+ .*Node \d+$/gm)].map(([line]) => line);
    expect(headingsOf(targetsPage(all))).toEqual(['## Node 26', '## Node 24']);
    const text = tablesPage(all);
    expect(headingsOf(text)).toEqual([
      '## Node 26',
      '### Express on Node 26',
      '## Node 24',
      '### Express on Node 24',
    ]);
    expect(text).toContain('`npm run bench -- express --node 26`, 2026-11-26, Node v26.1.0');
  });

  test('names every target that was missed below its table', () => {
    const [newest, older] = targetsPage({ 24: slow, 26: fast }).split('## Node 24');
    expect(newest).toContain('No target was missed.');
    const missed = older.split('Missed:')[1];
    expect(missed).toMatch(
      /- Express, fresh keys on Redis, execute: CPU added against floor: missed by [\d.]+ us/,
    );
    expect(missed).toMatch(
      /- Express, replays on Redis, execute: throughput against no middleware: missed by \d+%/,
    );
    expect(missed.match(/^- /gm)).toHaveLength(older.split('| missed by').length - 1);
  });

  test('asks more of redis-server where it compares and sets by a command', () => {
    const { express } = fast;
    const withIfeq = { express: { ...express, redis: { version: '8.4.0', hasIfeq: true } } };
    const row = /execute: CPU of redis-server against [^|]*\| ([^|]*) \|/;
    expect(row.exec(targetsPage({ 26: fast }))[1]).toBe('<= 1.5');
    expect(row.exec(targetsPage({ 26: withIfeq }))[1]).toBe('<= 1');
  });

  test('draws the figures of the newest Node', () => {
    const svg = plot({ 24: slow, 26: fast });
    expect(svg).toContain('Node 26: Express, fresh keys, requests per second');
    expect(svg).not.toContain('Node 24');
  });
});

describe('the report of pairs on a cluster', () => {
  const quick = { cluster: clusterPart('v26.1.0', 0.2) };
  const late = { cluster: clusterPart('v26.1.0', 2) };

  test('has a table with a row for each client and each number in flight', () => {
    const [, text] = tablesPage({ 26: quick }).split('### Cluster on Node 26');
    expect(text).toContain('`npm run bench -- cluster --node 26`');
    expect(text).toContain('on a cluster of 3 primaries');
    expect(text.match(/^\| (1|32) \| /gm)).toHaveLength(8);
  });

  test('judges CPU, throughput and latency against both clients', () => {
    expect(targetsPage({ 26: quick })).toContain('No target was missed.');
    const [, missed] = targetsPage({ 26: late }).split('Missed:');
    expect(missed.match(/^- cluster, \d+ in flight: .* against (ioredis|node-redis)/gm)).toHaveLength(6); // prettier-ignore
  });

  test('judges the other shards while one primary is frozen, where that was measured', () => {
    const [, missed] = targetsPage({ 26: late }).split('Missed:');
    expect(missed).toContain('- cluster, one primary frozen: pairs/s of the other shards');
    expect(tablesPage({ 26: quick })).toContain('| one primary frozen | 4750');
    const { oneFrozen, ...before } = late.cluster;
    expect(oneFrozen).toBeDefined();
    for (const page of [tablesPage, targetsPage])
      expect(page({ 26: { cluster: before } })).not.toContain('frozen');
  });

  test('gives the README its ratio of CPU', () => {
    expect(readmeText({ 26: quick }).replace(/\n/g, ' ')).toContain('they take 0.2 of the CPU');
  });
});

describe('the sentences of the benchmarks in the README', () => {
  test('give ratios on the newest Node, and those on others in brackets', () => {
    const text = readmeText({ 24: slow, 26: fast });
    expect(text).toContain('Medians of one run on Node 26 (in brackets: Node 24). A route');
    expect(text.replace(/\n/g, ' ')).toContain(
      'serves 1 (0.333) of what it serves without middleware',
    );
    expect(text.split('\n').every((line) => line.length <= 150)).toBe(true);
  });

  test('leave out figures that are missing for one version', () => {
    const text = readmeText({ 24: {}, 26: fast });
    expect(text).not.toContain('A route');
    expect(readmeText({ 26: fast })).toContain('serves 1 of what');
  });
});
