'use strict';

const { until } = require('../../../helpers/until');

module.exports = [
  {
    row: 'one event per request',
    title: 'tells each request once, with its outcome',
    async run(trial) {
      const told = [];
      const onEvent = ({ type, outcome, code }) =>
        type === 'request' && told.push(code === undefined ? outcome : `${outcome} ${code}`);
      const client = await trial.start({ onEvent });
      const requests = [
        [{ body: { amount: 1 } }, 'keyless'],
        [{ key: 'a key', body: { amount: 1 } }, 'refused INVALID_IDEMPOTENCY_KEY'],
        [{ key: 'k', body: { amount: 1 } }, 'executed'],
        [{ key: 'k', body: { amount: 1 } }, 'replayed'],
        [{ key: 'k', body: { amount: 2 } }, 'mismatch IDEMPOTENCY_KEY_REUSED'],
      ];
      const expected = [];
      for (const [request, outcome] of requests) {
        expected.push(outcome);
        await client.post('/json', request);
        await until(() => told.length >= expected.length, `${outcome} is told`);
      }
      expect(told).toEqual(expected);
    },
  },
];
