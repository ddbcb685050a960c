'use strict';

const { gatedOperation } = require('../../../helpers/gate');
const { until } = require('../../../helpers/until');

const SENT = { key: 'k', body: { amount: 1 } };

/** Starts a request whose client leaves while its operation runs. */
async function leftBehind(trial) {
  const { run, begun, finish } = gatedOperation();
  trial.operation = run;
  const client = await trial.start();
  const { request, answered } = client.begin('POST', '/run', SENT);
  request.on('error', () => {});
  answered.catch(() => {});
  await begun;
  request.destroy();
  return { client, finish };
}

module.exports = [
  {
    row: 'client leaves',
    title: 'keeps the result of a request whose client has left',
    async run(trial) {
      const { client, finish } = await leftBehind(trial);
      finish({ id: 'kept' });
      const isStored = async () =>
        (await trial.store.records()).every(({ state }) => state === 'done');
      await until(isStored, 'the result is stored');
      const retry = await client.post('/run', SENT);
      expect(retry).toMatchObject({ status: 200, cached: true, json: { id: 'kept' } });
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
  {
    row: 'client leaves',
    title: 'does not run again for a client that leaves and retries',
    async run(trial) {
      const { client, finish } = await leftBehind(trial);
      const retry = await client.post('/run', SENT);
      finish({ id: 'kept' });
      expect([retry.status, retry.error]).toEqual([409, 'REQUEST_IN_PROGRESS']);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
];
