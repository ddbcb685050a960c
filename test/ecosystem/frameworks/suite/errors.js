'use strict';

class NoMoney extends Error {
  status = 402;
  statusCode = 402;
  expose = true;
}

module.exports = [
  {
    row: 'thrown errors',
    title: 'answers a thrown error by the own handler of the app, also on a replay',
    async run(trial) {
      trial.operation = jest.fn(async () => {
        throw new NoMoney('No money.');
      });
      const answers = await trial.twice('/json');
      for (const { status, json } of answers) {
        expect(status).toBe(402);
        expect(json).toMatchObject({ by: 'the app', message: 'No money.' });
      }
      expect(answers.map(({ cached }) => cached)).toEqual([false, true]);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
  {
    row: 'thrown errors',
    title: 'answers an error without a status with 500, and does not run again',
    async run(trial) {
      trial.operation = jest.fn(async () => {
        throw new Error('broken');
      });
      const [first, retry] = await trial.twice('/json');
      expect([first.status, retry.status]).toEqual([500, 500]);
      expect([first.cached, retry.cached]).toEqual([false, true]);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
  {
    row: 'handlers that take too long',
    title: 'answers in the place of a handler that takes too long',
    async run(trial) {
      const { promise, finish } = pending();
      trial.operation = jest.fn(() => promise);
      const client = await trial.start({ operationTimeoutMs: 20 });
      const answer = await client.post('/json', { key: 'k', body: {} });
      const retry = await client.post('/json', { key: 'k', body: {} });
      finish({ id: 'late' });
      expect([answer.status, answer.error]).toEqual([409, 'OUTCOME_UNKNOWN']);
      expect(retry.status).toBe(409);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
];

function pending() {
  let finish;
  const promise = new Promise((resolve) => {
    finish = resolve;
  });
  return { promise, finish };
}
