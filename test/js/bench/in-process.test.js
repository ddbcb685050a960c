'use strict';

const http = require('node:http');
const express = require('express');

const { Lane } = require('../../../bench/in-process/lane');
const { inProcessTargets } = require('../../../bench/report/targets/in-process');

const rowOf = (scenario, cpu) => ({
  scenario,
  samples: Object.fromEntries(
    Object.entries(cpu).map(([name, us]) => [name, [us, us, us].map((cpuUs) => ({ cpuUs }))]),
  ),
});

const FRESH = {
  'no middleware': 10,
  floor: 14,
  'onceonly Redis, execute': 15,
  'onceonly Redis, response': 17,
  'onceonly memory, execute': 15,
  '@node-idempotency/core + Redis': 30,
};

describe('a request in process', () => {
  test('reaches an Express app and brings back what the network would', async () => {
    const app = express().use(express.json());
    app.post('/charge', (req, res) => {
      res.status(201).json({ key: req.get('Idempotency-Key'), sku: req.body.lines[0].sku });
    });
    const lane = new Lane(app);
    const answers = [await lane.answer('first'), await lane.answer('second')];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers.map(({ body }) => JSON.parse(body))).toEqual([
      { key: 'first', sku: 'A-1' },
      { key: 'second', sku: 'A-1' },
    ]);
    expect(answers[0].head).toContain(`${http.STATUS_CODES[201]}\r\n`);
  });
});

describe('the targets of requests in process', () => {
  const verdicts = (rows) => inProcessTargets({ rows }).map(({ what, isMet }) => [what, isMet]);

  test('compare what each variant adds to a bare app', () => {
    expect(verdicts([rowOf('fresh', FRESH)])).toEqual([
      [expect.stringMatching(/execute: CPU added against @node-idempotency/), true],
      [expect.stringMatching(/execute: CPU added against floor/), true],
      [expect.stringMatching(/response mode: CPU added against @node-idempotency/), true],
      [expect.stringMatching(/memory: CPU added against onceonly Redis/), true],
    ]);
  });

  test('hold our encryption against that of node:crypto', () => {
    const times = (us) => [us, us, us].map((cpuUs) => ({ cpuUs }));
    const row = (onceonly) => ({
      way: 'seal',
      bytes: 70,
      samples: { onceonly: times(onceonly), 'node:crypto': times(6) },
    });
    const all = inProcessTargets({ rows: [rowOf('fresh', FRESH)], seals: [row(1), row(5)] });
    expect(all.slice(4).map(({ what, isMet }) => [what, isMet])).toEqual([
      ['seal a result of 70 B: CPU against node:crypto', true],
      ['seal a result of 70 B: CPU against node:crypto', false],
    ]);
  });

  test('hold a build against the one before it in every scenario', () => {
    const rows = [
      rowOf('fresh', { ...FRESH, 'onceonly Redis, execute, before': 15 }),
      rowOf('replay', { 'no middleware': 10, floor: 10, 'onceonly Redis, execute': 15, 'onceonly Redis, execute, before': 14 }), // prettier-ignore
    ];
    expect(verdicts(rows).slice(4)).toEqual([
      ['without a network, fresh: CPU of onceonly Redis, execute against before', true],
      ['without a network, replay: CPU of onceonly Redis, execute against before', false],
    ]);
  });
});
