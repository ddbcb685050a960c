'use strict';

const path = require('node:path');

const { Consumer, WAYS } = require('../helpers/consumer');
const { ROOT } = require('../helpers/project');

describe('the declarations with @types/express 5', () => {
  const consumer = new Consumer(path.join(ROOT, 'node_modules', '@types', 'express'));
  afterAll(() => consumer.remove());

  test.each(WAYS)('the forms of the README are typed by import and by require: %s', (_, flags) => {
    expect(consumer.compile(['module.mts', 'script.cts'], flags)).toBe('');
  });
});

describe('without @types/express', () => {
  const consumer = new Consumer();
  afterAll(() => consumer.remove());

  test.each(WAYS)('jobs and requests of your own type compile: %s', (_, flags) => {
    expect(consumer.compile(['no-express.mts'], flags)).toBe('');
  });

  test.each(WAYS)('the client compiles, on a server and in a page: %s', (_, flags) => {
    expect(consumer.compile(['client.mts'], flags)).toBe('');
    expect(consumer.compile(['page.mts'], [...flags, '--lib', 'es2023,dom'])).toBe('');
  });

  test('the programs of Express do not', () => {
    const [[, flags]] = WAYS;
    expect(consumer.compile(['module.mts'], flags)).toMatch(/Cannot find module 'express'/);
  });
});
