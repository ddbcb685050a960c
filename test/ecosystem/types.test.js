'use strict';

const path = require('node:path');

const { Consumer, WAYS } = require('../helpers/consumer');

describe('the declarations with @types/express 4', () => {
  const consumer = new Consumer(path.join(__dirname, 'node_modules', 'types-express4'));
  afterAll(() => consumer.remove());

  test.each(WAYS)('the forms of the README are typed by import and by require: %s', (_, flags) => {
    expect(consumer.compile(['module.mts', 'script.cts'], flags)).toBe('');
  });

  test('the types are those of version 4', () => {
    expect(require('types-express4/package.json').version).toMatch(/^4\./);
    const core = require.resolve('@types/express-serve-static-core/package.json');
    expect(require(core).version).toMatch(/^4\./);
  });
});
