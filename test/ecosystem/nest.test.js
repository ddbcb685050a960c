'use strict';

const { generateIdempotencyKey: newKey } = require('../..');
const { startApp } = require('../helpers/app-process');
const { sharedRedis } = require('../helpers/each-store');

let clients;

beforeAll(async () => {
  const env = { REDIS_URL: (await sharedRedis()).url };
  const apps = [0, 1].map(() => startApp('test/ecosystem/apps/nest.mjs', env));
  clients = (await Promise.all(apps)).map(({ client }) => client);
});

/** The first answer, and those of retries in either process. */
async function answersAt(path) {
  const sent = { key: newKey(), body: {} };
  const first = await clients[0].post(path, sent);
  return [first, await clients[0].post(path, sent), await clients[1].post(path, sent)];
}

describe('an exception of NestJS', () => {
  test.each([
    ['text', 409, 'Sold out.'],
    ['object', 400, 'NOT_ENOUGH'],
    ['server', 500, 'Teapot.'],
    ['code', 409, 'E7'],
  ])(
    'is answered alike by every process where its class is named, with %s',
    async (what, status, text) => {
      const [first, ...retries] = await answersAt(`/named/${what}`);
      expect(first).toMatchObject({ status, cached: false });
      expect(first.text).toContain(text);
      for (const retry of retries) {
        expect(retry).toMatchObject({ status, cached: true });
        expect(retry.text).toBe(first.text);
      }
    },
  );

  test.each([
    ['text', 409, 'Sold out.'],
    ['object', 400, 'Bad Request Exception'],
    ['server', 500, 'Teapot.'],
  ])('keeps its status and message without an option, with %s', async (what, status, message) => {
    const [, ...retries] = await answersAt(`/plain/${what}`);
    for (const retry of retries) {
      expect(retry).toMatchObject({ status, cached: true, json: { statusCode: status, message } });
    }
  });
});
