'use strict';

const { ChildProcess } = require('../../helpers/child-process');
const { HttpClient } = require('../../helpers/http');
const { ROOT } = require('../../helpers/project');
const { atEnd } = require('../../helpers/cleanups');
const { until } = require('../../helpers/until');

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('npm run cluster serves payments, goes on when a primary is killed, and ends all of it on Ctrl-C', async () => {
  const script = new ChildProcess(process.execPath, ['scripts/cluster.js'], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0' },
  });
  atEnd(async () => {
    script.signal('SIGTERM');
    await script.exited;
  });
  const [[, port]] = await Promise.all([
    script.firstMatch(/Payments at http:\/\/127\.0\.0\.1:(\d+)/),
    script.firstMatch(/Ctrl-C ends all of it/),
  ]);
  const pids = [...script.output.matchAll(/^ {2}port \d+, process (\d+)$/gm)].map(
    ([, pid]) => +pid,
  );
  expect(pids).toHaveLength(6);
  atEnd(() => pids.filter(isAlive).forEach((pid) => process.kill(pid, 'SIGKILL')));
  const client = new HttpClient(port);
  const pay = (key) =>
    client.post('/api/payments/charge', {
      key,
      body: { amount: 2500, customerId: 'cus_1', currency: 'eur' },
    });
  expect((await pay('before')).status).toBe(200);
  process.kill(pids[1], 'SIGKILL');
  const keys = Array.from({ length: 20 }, (_, i) => `after-${i}`);
  const isServed = async () => {
    const answers = await Promise.all(keys.map(pay));
    return answers.every(({ status }) => status === 200);
  };
  await until(isServed, 'every key is served again');
  script.signal('SIGINT');
  await script.exited;
  await until(() => !pids.some(isAlive), 'no node is left');
}, 60_000);
