'use strict';

const { startApp } = require('../helpers/app-process');

const serve = async (env) => (await startApp('test/ecosystem/apps/nest-bodies.mjs', env)).client;
const json = { 'Content-Type': 'application/json' };

/** What each body gets with one key: the number of its run, 'replay' or a status. */
async function answersOf(client, ...bodies) {
  const answers = [];
  for (const body of bodies) {
    const answer = await client.post('/pay', { key: 'k', headers: json, body });
    answers.push(answer.cached ? 'replay' : answer.status);
  }
  return answers;
}

describe('NestJS', () => {
  test.each([
    ['by consumer.apply()', { WAY: 'apply' }],
    ['by app.use() after app.useBodyParser()', { WAY: 'use-after-parser' }],
    ['by consumer.apply(), with rawBody: true', { WAY: 'apply', RAW_BODY: 'true' }],
  ])('runs a request once where the middleware is mounted %s', async (_, env) => {
    const client = await serve(env);
    const bodies = ['{"amount":1,"to":"a"}', ' {"to":"a","amount":1.0}', '{"amount":2}'];
    expect(await answersOf(client, ...bodies)).toEqual([201, 'replay', 422]);
  });

  test.each([
    ['by app.use()', { WAY: 'use' }],
    ['by app.use() on Fastify', { WAY: 'use', PLATFORM: 'fastify' }],
    ['by consumer.apply() on Fastify', { WAY: 'apply', PLATFORM: 'fastify' }],
  ])('names the way out where no parser runs before a middleware %s', async (_, env) => {
    const client = await serve(env);
    const answer = await client.post('/pay', { key: 'k', headers: json, body: '{"amount":1}' });
    expect(answer).toMatchObject({ status: 500, error: 'BODY_NOT_READ' });
    expect(answer.json.message).toContain(
      'In NestJS, use the module of onceonly/nestjs, or mount the middleware with consumer.apply() on Express.',
    );
  });
});
