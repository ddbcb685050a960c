'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { startRedis } = require('../../helpers/redis-server');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));

async function expectReport(during, expected) {
  const { port } = await startRedis();
  const args = { during, place: { port } };
  const { code, signal, stderr, report } = await run('ends-in-a-tick', args);
  expect({ code, signal, stderr, report }).toEqual({
    code: 0,
    signal: null,
    stderr: '',
    report: expected,
  });
}

test('a socket whose store is closed while the addon opens it is destroyed', () =>
  expectReport('open', { outcome: 'STORE_CLOSED', destroyed: 1 }));

test('a socket that ends while the addon writes to it fails the commands that were written', () =>
  expectReport('write', { outcome: 'REPLY_LOST', destroyed: 1 }));
