'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { TARGETS, targetOf } = require('../../release/targets.js');
const { checkOnNodes } = require('../../scripts/matrix/built.js');
const { PARTS, tableOf, withTable } = require('../../scripts/matrix/page.js');
const { readRecord } = require('../../scripts/matrix/record.js');
const { NODES, ROWS } = require('../../scripts/matrix/rows.js');
const { SHORT_ROWS } = require('../../scripts/matrix/short.js');
const { BINARY, ROOT, readText } = require('../helpers/project.js');

const PAGE = 'docs/reference/platforms.md';
const record = readRecord();

describe('the table of the platforms', () => {
  test('is the one of the last recorded run', () => {
    expect(readText(PAGE)).toBe(withTable(readText(PAGE), record));
  });

  test('names each platform of a release', () => {
    const named = [...tableOf(record).matchAll(/^\| `(.*?)`/gm)].map(([, platform]) => platform);
    expect([...new Set(named)].sort()).toEqual(TARGETS.map(({ key }) => key).sort());
  });

  test('is made of rows that there are, each with its date, its binary and its counts', () => {
    const ids = ROWS.map(({ id }) => id);
    for (const [id, found] of Object.entries(record)) {
      expect(ids).toContain(id);
      expect(found.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(found.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(Object.keys(PARTS)).toContain(found.part);
      expect(found.passed + found.failed).toBeGreaterThan(0);
    }
  });
});

describe('the short form', () => {
  const short = SHORT_ROWS.filter(({ part }) => part.startsWith('jest'));

  test('has a row for each Node that the page of stability names', () => {
    const [, named] = /We test (.*?)\. \|/.exec(readText('docs/reference/stability.md'));
    const majors = short.map(({ id }) => /node-(\d+)$/.exec(id)[1]).sort();
    expect(named.match(/\d+/g)).toEqual(majors);
    expect(NODES.toSorted()).toEqual(majors);
  });

  test('runs in .ci/run, before the tests of the tarball', () => {
    const lines = readText('.ci/run').trim().split('\n');
    const at = lines.indexOf('npm --silent run test:matrix -- --short');
    expect(at).toBeGreaterThan(0);
    expect(lines.slice(at + 1)).toContain('npm --silent test -- --all');
  });

  test('finds a binary that no Node can load', async () => {
    const check = checkOnNodes(targetOf('linux-x64'), () => [process.execPath]);
    expect(await check('/bin/true')).toEqual({ passed: 0, failed: expect.any(Number) });
    expect(await check(BINARY)).toEqual({ passed: 1, failed: 0 });
  });
});

describe('a row of the table', () => {
  const rows = [
    { id: 'a/one', platform: 'a' },
    { id: 'a/two', platform: 'a' },
    { id: 'b/three', platform: 'b' },
  ];
  const ran = { date: '2026-01-02', part: 'jest', passed: 4321, failed: 0 };
  const found = { ...ran, libc: 'glibc 2.36', node: '24.1.0' };
  const linesOf = (ofRows) => tableOf(ofRows, rows).split('\n').slice(2);

  test('says where it ran, what ran and what passed', () => {
    const [line] = linesOf({ 'a/one': found });
    expect(line).toBe(
      '| `a` | glibc 2.36 | 24.1.0 | All Jest tests. | 4,321 passed | 2026-01-02 |',
    );
  });

  test('says how many failed', () => {
    expect(linesOf({ 'a/one': { ...found, failed: 2 } })[0]).toContain(
      '| **2 failed**, 4,321 passed |',
    );
  });

  test('says that a file was only built, and its faults', () => {
    const built = { ...ran, part: 'built', passed: 1 };
    const [, line] = linesOf({ 'a/one': found, 'b/three': built });
    expect(line).toMatch(
      /^\| `b` \| {2}\| {2}\| Built, not run\. .* \| no fault \| 2026-01-02 \|$/,
    );
    const [, other] = linesOf({ 'a/one': found, 'b/three': { ...built, failed: 3 } });
    expect(other).toContain('| **3 faults** |');
  });

  test('is there if it has run, or if nothing has run on its platform', () => {
    const lines = linesOf({ 'a/two': found });
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('4,321 passed');
    expect(lines[1]).toBe('| `b` |  |  | Nothing yet. |  |  |');
  });
});

describe('a run of the matrix', () => {
  let folder;
  let kept;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-matrix-'));
    kept = path.join(folder, 'record.json');
  });
  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const matrix = (...args) =>
    spawnSync(process.execPath, ['scripts/matrix.js', ...args], { cwd: ROOT, encoding: 'utf8' });

  test('fails if a binary is missing, and records nothing', () => {
    const { status, stdout } = matrix('--binaries', folder, '--record', kept, 'linux-x64/node-');
    expect(stdout).toMatch(/there is no \S+onceonly\.node: run "npm run release:build"/);
    expect(stdout).toMatch(/\n0 passed, 4 failed\n$/);
    expect(status).toBe(1);
    expect(readRecord(kept)).toEqual({});
  });

  test('fails if the binary does not load, and records that', () => {
    fs.mkdirSync(path.join(folder, 'linux-x64'));
    fs.writeFileSync(path.join(folder, 'linux-x64', 'onceonly.node'), 'garbage');
    const row = `linux-x64/node-${process.versions.node.split('.')[0]}`;
    const { status, stdout } = matrix('--binaries', folder, '--record', kept, row);
    expect(stdout).toContain('the binary does not load');
    expect(status).toBe(1);
    expect(readRecord(kept)).toEqual({ [row]: expect.objectContaining({ passed: 0, failed: 1 }) });
  });

  test('names its rows if none has that name', () => {
    const { status, stderr } = matrix('linux-x65');
    expect(stderr).toContain("no row 'linux-x65'; there are linux-x64/node-");
    expect(status).toBe(2);
  });

  test('says that an older system needs root', () => {
    const code = `
      const { makeOldRoot } = require('./scripts/matrix/old-root.js');
      if (process.getuid() === 0) process.setuid(65534);
      try { makeOldRoot(); } catch ({ message }) { console.log(message); }`;
    const { stdout } = spawnSync(process.execPath, ['-e', code], { cwd: ROOT, encoding: 'utf8' });
    expect(stdout).toBe(
      'an older glibc needs root, for chroot and mounts of its own: run as root\n',
    );
  });
});
