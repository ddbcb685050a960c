'use strict';

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const json = { 'Content-Type': 'application/json' };

onEachSetup((express, store) => {
  let client;

  beforeAll(async () => {
    client = await serve(express, (app) => {
      const run = idempotentRoute(async () => 'ran');
      app.post('/run', idempotency({ store: store() }), run);
      app.post('/small', idempotency({ store: store(), maxBodyBytes: 16 }), run);
    });
  });

  async function statusesOf(...bodies) {
    const key = newKey();
    const answers = [];
    for (const body of bodies)
      answers.push(await client.post('/run', { key, headers: json, body }));
    return answers.map(({ status, cached }) => (cached ? 'replay' : status));
  }

  test('member order, white space, escapes and number style do not make another request', async () => {
    expect(
      await statusesOf(
        '{"b":"\\u00e9","a":{"d":1.0,"c":[]}}',
        ' { "a" : {"c":[], "d":1}, "b":"é" } ',
        '{"a":{"d":1e0,"c":[]},"b":"\\u00E9"}',
      ),
    ).toEqual([200, 'replay', 'replay']);
  });

  test.each([
    ['{"a":[]}', '{"a":{}}'],
    ['{"a":" x"}', '{"a":"x"}'],
    ['{"a":1,"A":2}', '{"A":1,"a":2}'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}'],
    ['{"a":null}', '{}'],
    ['{"a":"\\ud800"}', '{"a":"\\ud801"}'],
    ['{"2":1,"10":2}', '{"2":2,"10":1}'],
  ])('%s and %s are different requests', async (first, second) => {
    expect(await statusesOf(first, second)).toEqual([200, 422]);
  });

  test('bodies that differ after 64 KiB are different requests', async () => {
    const start = 'x'.repeat(65_536);
    expect(await statusesOf(`["${start}a"]`, `["${start}b"]`)).toEqual([200, 422]);
  });

  test('names that look like numbers have no order either', async () => {
    expect(await statusesOf('{"10":2,"a":0,"2":1}', '{"a":0,"2":1,"10":2}')).toEqual([
      200,
      'replay',
    ]);
  });

  test('a body over maxBodyBytes is refused before anything runs', async () => {
    const send = (body) => client.post('/small', { key: newKey(), headers: json, body });
    expect((await send('["0123456789ab"]')).status).toBe(200);
    const over = await send('["0123456789abc"]');
    expect(over).toMatchObject({ status: 413, error: 'BODY_TOO_LARGE' });
    expect((await send('["ééééééé"]')).status).toBe(413);
  });
});
