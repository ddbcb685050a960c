'use strict';

const path = require('node:path');

const { partsFor, readOptions } = require('../../../bench/options');

const running = process.versions.node.split('.')[0];

describe('the options of the benchmarks', () => {
  test('a full run measures every part on Node 26, then on Node 24', () => {
    expect(readOptions([])).toEqual({
      names: [
        'fingerprint',
        'store',
        'cluster',
        'sqlite',
        'postgres',
        'express',
        'in-process',
        'listeners',
        'fastify',
        'growth',
      ],
      majors: ['26', '24'],
      isSmoke: false,
      before: undefined,
    });
  });

  test('a smoke run measures on the versions of Node that need no download', () => {
    const { isSmoke, majors } = readOptions(['--smoke']);
    expect(isSmoke).toBe(true);
    expect(majors).toContain(running);
    expect(majors).toEqual([...majors].sort((a, b) => Number(b) - Number(a)));
  });

  test('parts, versions of Node and an older build can be chosen', () => {
    const { names, majors, before } = readOptions(['store', '--node', '20,22', '--before', '.']);
    expect(names).toEqual(['store']);
    expect(majors).toEqual(['20', '22']);
    expect(before).toBe(path.resolve('.'));
  });

  test('a part is left out on a Node that lacks what it measures', () => {
    expect(partsFor('20', ['store', 'sqlite'])).toEqual(['store']);
    expect(partsFor('24', ['store', 'sqlite'])).toEqual(['store', 'sqlite']);
  });

  test('an unknown part, version or flag is named', () => {
    expect(() => readOptions(['stor'])).toThrow("there is no part 'stor'");
    expect(() => readOptions(['--node', 'v24'])).toThrow("(received 'v24')");
    expect(() => readOptions(['--node', '24,'])).toThrow("(received '24,')");
    expect(() => readOptions(['--fast'])).toThrow("Unknown option '--fast'");
  });
});
