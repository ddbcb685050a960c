'use strict';

const { ReplyReader } = require('../../../bench/harness/reply-reader');

const WIRE =
  '+OK\r\n$5\r\na\r\nbc\r\n$-1\r\n:-42\r\n$0\r\n\r\n*3\r\n:7\r\n*-1\r\n*1\r\n$1\r\nx\r\n-ERR no\r\n';
const REPLIES = ['OK', 'a\r\nbc', null, -42, '', [7, null, ['x']], new Error('ERR no')];

function readIn(chunks) {
  const replies = [];
  const reader = new ReplyReader((reply) => replies.push(reply));
  for (const chunk of chunks) reader.feed(chunk);
  return replies;
}

describe('the reply reader of the benchmarks', () => {
  const bytes = Buffer.from(WIRE, 'latin1');

  test('reads every kind of reply', () => {
    expect(readIn([bytes])).toEqual(REPLIES);
  });

  test('reads the same wherever the bytes are cut', () => {
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(readIn([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(REPLIES);
    }
    expect(readIn([...bytes].map((byte) => Buffer.from([byte])))).toEqual(REPLIES);
  });

  test('keeps its own copy of the rest of a cut chunk', () => {
    const chunk = Buffer.from('$4\r\nab');
    const replies = [];
    const reader = new ReplyReader((reply) => replies.push(reply));
    reader.feed(chunk);
    chunk.fill('?');
    reader.feed(Buffer.from('cd\r\n'));
    expect(replies).toEqual(['abcd']);
  });
});
