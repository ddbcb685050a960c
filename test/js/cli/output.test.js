'use strict';

const { PassThrough } = require('node:stream');

const { Output } = require('../../../lib/cli/output.js');

/** An output on two streams, of which both are terminals or none is: `{ output, stdout(), stderr() }`. */
function outputOn(isTTY) {
  const streams = [new PassThrough(), new PassThrough()];
  for (const stream of streams) Object.assign(stream, { isTTY, columns: 20 });
  // Node 26 gives one chunk at each read.
  const readAll = (stream) => {
    let text = '';
    for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) text += chunk;
    return text;
  };
  const [stdout, stderr] = streams.map((stream) => () => readAll(stream));
  return { output: new Output(...streams), stdout, stderr };
}

describe('progress', () => {
  test('comes after half a second, is shorter than a line, and is not seen without a terminal', () => {
    const { output, stderr } = outputOn(true);
    output.progress('1 record', 1000);
    output.progress('2 records', 1400);
    expect(stderr()).toBe('');
    output.progress('3 records and \u001b[2J more', 1600);
    expect(stderr()).toBe(String.raw`3 records and \u{1b`);
    const other = outputOn(false);
    for (const now of [1000, 2000, 3000]) other.output.progress('records', now);
    expect(other.stderr()).toBe('');
  });

  test('leaves the line before words and data', () => {
    const { output, stdout, stderr } = outputOn(true);
    for (const now of [1000, 2000]) output.progress('records', now);
    stderr();
    output.line('data');
    expect(stderr()).toBe('\u001b[1G\u001b[2K');
    output.say('words');
    expect([stdout(), stderr()]).toEqual(['data\n', 'words\n']);
  });
});

describe('rows', () => {
  const columns = [
    { title: 'ID', width: 4, text: ({ id }) => id },
    { title: 'LABEL', width: 0, text: ({ label }) => label },
  ];

  test('are a table whose head comes with the first of them', () => {
    const { output, stdout } = outputOn(false);
    const write = output.rows(columns, (row) => row);
    expect(stdout()).toBe('');
    write({ id: 'a', label: 'x\u001b' });
    write({ id: 'longer', label: '' });
    expect(stdout()).toBe(String.raw`ID    LABEL${'\n'}a     x\u{1b}${'\n'}longer${'\n'}`);
  });

  test('are lines of JSON', () => {
    const { output, stdout } = outputOn(true);
    output.setJson(true);
    output.rows(columns, (row) => row)({ id: 'a', label: '\u009b' });
    expect(stdout()).toBe('{"id":"a","label":"\\u009b"}\n');
  });
});
