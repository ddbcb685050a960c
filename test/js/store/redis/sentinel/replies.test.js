'use strict';

const { bestOf, readAnswer } = require('../../../../../lib/store/redis/sentinel/replies.js');

const ADDRESS = { reply: ['10.0.0.1', '6379'] };
const PRIMARY = { reply: ['name', 'm', 'config-epoch', '12'] };
const PEERS = { reply: [['ip', '10.0.0.2', 'port', '26379', 'runid', 'r2']] };
const ID = { reply: 'r1' };

describe('readAnswer', () => {
  test('reads what a sentinel says', () => {
    expect(readAnswer([ADDRESS, PRIMARY, PEERS, ID])).toEqual({
      primary: { host: '10.0.0.1', port: 6379 },
      epoch: 12,
      id: 'r1',
      peers: [{ host: '10.0.0.2', port: 26_379, id: 'r2' }],
    });
  });

  test('reads an answer of which only the address is allowed', () => {
    const refused = { error: 'NOPERM no' };
    expect(readAnswer([ADDRESS, refused, refused, refused])).toMatchObject({
      epoch: -1,
      id: '',
      peers: [],
    });
  });

  test.each([
    ['no name', { reply: null }],
    ['an error', { error: 'ERR' }],
    ['a text', { reply: 'x' }],
    ['one part', { reply: ['10.0.0.1'] }],
    ['no host', { reply: ['', '1'] }],
    ['a port of words', { reply: ['h', 'x'] }],
    ['port 0', { reply: ['h', '0'] }],
    ['a port that is too high', { reply: ['h', '65536'] }],
    ['a part that is no text', { reply: [['h'], '1'] }],
  ])('takes %s for no address', (_, address) => {
    expect(readAnswer([address, PRIMARY, PEERS, ID])).toBeUndefined();
  });

  test.each([
    ['a text', 'x'],
    ['an odd list', ['config-epoch']],
    ['a name of JavaScript', ['__proto__', '1', 'config-epoch', 'x']],
    ['no number', ['config-epoch', '-1']],
    ['a list in a list', [['config-epoch'], 1]],
    ['nothing', null],
  ])('takes %s for no epoch and no peers', (_, reply) => {
    const answer = readAnswer([ADDRESS, { reply }, { reply: [reply] }, { reply }]);
    expect(answer).toMatchObject({ epoch: -1, peers: [] });
    expect({}.polluted).toBeUndefined();
  });
});

describe('bestOf', () => {
  const from = (port, epoch) => ({ primary: { host: 'h', port }, epoch, id: '', peers: [] });

  test.each([
    ['the highest epoch', [from(1, 3), from(2, 4), from(1, 3)], 2],
    ['most votes of the highest epoch', [from(1, 4), from(2, 4), from(2, 4), from(1, 3)], 2],
    ['the first of a tie', [from(1, 4), from(2, 4)], 1],
    ['the first of those without an epoch', [from(3, -1), from(2, -1)], 3],
  ])('gives %s', (_, answers, port) => {
    expect(bestOf(answers).primary.port).toBe(port);
  });
});
