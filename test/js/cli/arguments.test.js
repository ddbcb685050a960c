'use strict';

const { readArguments } = require('../../../lib/cli/arguments.js');

const OPTIONS = {
  id: { value: 'ID', help: '' },
  data: { value: 'DATA', short: 'd', help: '' },
  label: { value: 'LABEL', multiple: true, help: '' },
  json: { help: '' },
};
const read = (...args) => readArguments(args, OPTIONS);

describe('a value that begins with a dash', () => {
  test.each([
    [['--id', '-abc'], { id: '-abc' }],
    [['--id', '--abc'], { id: '--abc' }],
    [['--id=-abc'], { id: '-abc' }],
    [['-d', '-5'], { data: '-5' }],
    [['-d-5', '--json'], { data: '-5', json: true }],
    [['--label', '-a', '--label', '-b'], { label: ['-a', '-b'] }],
    [['--id', '-'], { id: '-' }],
  ])('is read from %j', (args, options) => {
    expect({ ...read(...args).options }).toEqual(options);
  });

  test('is an argument behind --', () => {
    expect(read('--json', '--', '--id', '-a').positionals).toEqual(['--id', '-a']);
  });

  test.each([[['--id', '--json']], [['--id', '--data=5']], [['--id', '-d', '5']], [['--id']]])(
    'is missing in %j',
    (args) => {
      expect(() => read(...args)).toThrow('Option --id needs a value.');
    },
  );
});
