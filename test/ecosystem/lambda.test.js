'use strict';

const path = require('node:path');

const { generateIdempotencyKey: newKey } = require('../..');
const { startApp } = require('../helpers/app-process');
const { sharedRedis } = require('../helpers/each-store');
const { ROOT } = require('../helpers/project');

jest.setTimeout(60_000);

/** A sandbox of a function of `examples/lambda/`: `invoke(event)` resolves to its answer, `count(pattern)` counts its lines. */
async function startSandbox(name, env = {}) {
  const { process: sandbox, client } = await startApp('test/ecosystem/apps/lambda.js', {
    ...env,
    HANDLER: `examples/lambda/${name}`,
    REDIS_URL: (await sharedRedis()).url,
    NODE_PATH: path.join(ROOT, 'test/ecosystem/node_modules'),
  });
  return {
    sandbox,
    count: (pattern) => sandbox.output.split('\n').filter((line) => pattern.test(line)).length,
    invoke: async (event) => (await client.post('/', { body: event })).json,
  };
}

const startTwo = (name) => Promise.all([startSandbox(name), startSandbox(name)]);

const placed = (sandboxes) => sandboxes.reduce((sum, { count }) => sum + count(/^placed/), 0);

/** An event of a REST API, or of an HTTP API, whose form is the newer one. */
function orderEvent(form, key, item) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const body = JSON.stringify({ item });
  if (form === 'REST API') {
    const multiValueHeaders = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    );
    const requestContext = { path: '/orders', stage: 'prod' };
    const place = { httpMethod: 'POST', path: '/orders', requestContext };
    return { ...place, headers, multiValueHeaders, body, isBase64Encoded: false };
  }
  return {
    version: '2.0',
    rawPath: '/orders',
    rawQueryString: '',
    headers,
    requestContext: { http: { method: 'POST', path: '/orders', sourceIp: '127.0.0.1' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}

const cachedOf = ({ headers, multiValueHeaders = {} }) =>
  headers?.['idempotency-cached'] ?? multiValueHeaders['idempotency-cached']?.[0];

describe('a function behind API Gateway', () => {
  test.each(['REST API', 'HTTP API'])(
    'places an order once in two sandboxes, with events of a %s',
    async (form) => {
      const [one, other] = await startTwo('http.js');
      const event = orderEvent(form, newKey(), 'tea');
      const first = await one.invoke(event);
      const retry = await other.invoke(event);
      expect([first.statusCode, cachedOf(first)]).toEqual([201, 'false']);
      expect([retry.statusCode, cachedOf(retry)]).toEqual([201, 'true']);
      expect(retry.body).toBe(first.body);
      expect(placed([one, other])).toBe(1);
      const changed = await other.invoke(orderEvent(form, event.headers['idempotency-key'], 'rum'));
      expect(changed.statusCode).toBe(422);
      const bare = orderEvent(form, newKey(), 'tea');
      delete bare.headers['idempotency-key'];
      delete bare.multiValueHeaders?.['idempotency-key'];
      expect((await one.invoke(bare)).statusCode).toBe(400);
      expect(placed([one, other])).toBe(1);
    },
  );

  test('answers after a sandbox was frozen and its connections were ended', async () => {
    const redis = await sharedRedis();
    const one = await startSandbox('http.js');
    const event = orderEvent('HTTP API', newKey(), 'tea');
    const first = await one.invoke(event);
    one.sandbox.signal('SIGSTOP');
    await redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    one.sandbox.signal('SIGCONT');
    const [retry, fresh] = await Promise.all([
      one.invoke(event),
      one.invoke(orderEvent('HTTP API', newKey(), 'tea')),
    ]);
    expect(retry).toMatchObject({ statusCode: 201, body: first.body });
    expect(fresh.statusCode).toBe(201);
    expect(placed([one])).toBe(2);
  });

  test('refuses a retry while the lease of a sandbox that was ended may hold', async () => {
    const one = await startSandbox('http.js', { ENDED_AT: 'placed' });
    const other = await startSandbox('http.js');
    const event = orderEvent('HTTP API', newKey(), 'tea');
    await expect(one.invoke(event)).rejects.toThrow();
    expect(await one.sandbox.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const retry = await other.invoke(event);
    expect(retry.statusCode).toBe(409);
    expect(Number(retry.headers['retry-after'])).toBeGreaterThan(0);
    expect(placed([one, other])).toBe(1);
  });
});

const message = (id, to) => ({ messageId: id, body: JSON.stringify({ to }) });
const sent = (sandboxes) => sandboxes.reduce((sum, { count }) => sum + count(/^sent/), 0);

describe('a function that takes messages of SQS', () => {
  test('handles a message once that comes to two sandboxes at the same time', async () => {
    const sandboxes = await startTwo('queue.js');
    const event = { Records: [message(newKey(), 'ann@example.com')] };
    const racing = Array.from({ length: 10 }, (_, i) => sandboxes[i % 2].invoke(event));
    await Promise.all(racing);
    expect(sent(sandboxes)).toBe(1);
    expect(await sandboxes[0].invoke(event)).toEqual({ batchItemFailures: [] });
    expect(sent(sandboxes)).toBe(1);
  });

  test('names the messages of a batch that failed, and no others', async () => {
    const one = await startSandbox('queue.js');
    const [good, bad] = [newKey(), newKey()];
    const Records = [message(good, 'ann@example.com'), message(bad, 'nobody')];
    const answer = { batchItemFailures: [{ itemIdentifier: bad }] };
    expect(await one.invoke({ Records })).toEqual(answer);
    expect(await one.invoke({ Records })).toEqual(answer);
    expect(sent([one])).toBe(1);
  });
});
