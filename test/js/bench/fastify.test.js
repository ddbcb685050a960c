'use strict';

const { fastifyTargets } = require('../../../bench/report/targets/fastify');

const rowOf = (cpu) => ({
  scenario: 'fresh',
  samples: Object.fromEntries(
    Object.entries(cpu).map(([name, us]) => [name, [us, us, us].map((cpuUs) => ({ cpuUs }))]),
  ),
});

const BARE = {
  'Express, no middleware': 30,
  'Express, onceonly execute': 50,
  'Express, onceonly response': 60,
  'Fastify, no plugin': 20,
};

describe('the targets of Fastify', () => {
  const verdicts = (cpu) =>
    fastifyTargets({ rows: [rowOf({ ...BARE, ...cpu })] }).map(({ measured, isMet }) => [
      measured,
      isMet,
    ]);

  test('allow a quarter more than Fastify and our part of Express take', () => {
    const cpu = { 'Fastify, onceonly execute': 50, 'Fastify, onceonly response': 62.5 };
    expect(verdicts(cpu)).toEqual([
      ['1.25', true],
      ['1.25', true],
    ]);
  });

  test('are missed by more', () => {
    const cpu = { 'Fastify, onceonly execute': 51, 'Fastify, onceonly response': 70 };
    expect(verdicts(cpu).map(([, isMet]) => isMet)).toEqual([false, false]);
  });
});
