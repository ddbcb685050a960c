'use strict';

const {
  IdempotencyHandler,
  defineStore,
  generateIdempotencyKey: newKey,
  idempotency,
  jsonSerializer,
} = require('onceonly');
const { serve, serveRoute } = require('../../helpers/app');
const { serveCaptured } = require('../../helpers/captured');
const { onEachSetup } = require('../../helpers/each-store');
const { gatedOperation } = require('../../helpers/gate');
const { until } = require('../../helpers/until');
const { internals } = require('../../../lib/store/store');

const flip = (bytes) => {
  for (let i = 0; i < bytes.length; i++) bytes[i] ^= 0x5a;
  return bytes;
};

// One Buffer that the next call writes over.
const pool = Buffer.alloc(1 << 20);
const pooled = (bytes) => {
  pool.fill(0x21);
  bytes.copy(pool);
  return pool.subarray(0, bytes.length);
};

const bytesOf = (value) => (Buffer.isBuffer(value) ? value : jsonSerializer.serialize(value));

const SERIALIZERS = {
  'that works in place': {
    serialize: (value) => flip(jsonSerializer.serialize(value)),
    deserialize: (bytes) => jsonSerializer.deserialize(flip(bytes)),
  },
  'that works in place on the value itself': {
    serialize: (value) => Buffer.concat([Buffer.of(Buffer.isBuffer(value)), flip(bytesOf(value))]),
    deserialize: (bytes) => {
      const rest = flip(bytes.subarray(1));
      return bytes[0] === 1 ? rest : jsonSerializer.deserialize(rest);
    },
  },
  'that uses one Buffer again and again': {
    serialize: (value) => pooled(jsonSerializer.serialize(value)),
    deserialize: (bytes) => {
      const value = jsonSerializer.deserialize(bytes);
      return Buffer.isBuffer(value) ? pooled(value) : value;
    },
  },
};

const LARGE = Buffer.alloc(200_000, 'abc');

onEachSetup((express, store) => {
  describe.each(Object.entries(SERIALIZERS))('with a serializer %s', (_, serializer) => {
    test.each([
      ['JSON', () => ({ card: '4242' })],
      ['bytes', () => Buffer.from('4242')],
    ])('a result of %s is the same at every retry', async (what, operation) => {
      const client = await serveRoute(express, { store: store(), serializer }, operation);
      const sent = { key: newKey(), body: {} };
      const answers = [];
      for (let i = 0; i < 3; i++) answers.push(await client.post('/run', sent));
      expect(answers.map(({ status, text }) => [status, text])).toEqual(
        Array(3).fill([200, answers[0].text]),
      );
      expect(answers[0].text).toContain('4242');
    });

    test('an error is the same at every retry', async () => {
      const fail = async () => {
        throw Object.assign(new Error('declined'), { status: 402, code: 'DECLINED' });
      };
      const client = await serveRoute(express, { store: store(), serializer }, fail);
      const sent = { key: newKey(), body: {} };
      for (let i = 0; i < 3; i++) {
        expect(await client.post('/run', sent)).toMatchObject({ status: 402, error: 'DECLINED' });
      }
    });

    test('the first caller has its own bytes as they were', async () => {
      const handler = new IdempotencyHandler({ store: store(), serializer, roundTrip: false });
      const operation = () => Buffer.from('4242');
      const { result } = await handler.execute(newKey(), {}, operation);
      expect(result.toString()).toBe('4242');
      const fail = () => Promise.reject(Buffer.from('4242'));
      const thrown = await handler.execute(newKey(), {}, fail).catch((error) => error);
      expect(thrown.toString()).toBe('4242');
    });

    test('a large response is the same for many retries at once', async () => {
      const handler = (req, res) => res.type('text').send(LARGE);
      const client = await serveCaptured(express, { store: store(), serializer }, handler);
      const sent = { key: newKey(), body: {} };
      await client.post('/run', sent);
      const retries = Array.from({ length: 5 }, () => client.post('/run', sent));
      for (const { body } of await Promise.all(retries)) expect(body.equals(LARGE)).toBe(true);
    });

    test('requests that wait for one result get the same', async () => {
      const { run, begun, finish } = gatedOperation();
      const options = { store: store(), serializer, inProgress: 'wait' };
      const client = await serveRoute(express, options, run);
      const sent = { key: newKey(), body: {} };
      const first = client.post('/run', sent);
      await begun;
      const waiting = Array.from({ length: 5 }, () => client.post('/run', sent));
      await until(() => internals(store()).waiters.size === 5, 'five requests wait');
      finish({ card: '4242' });
      for (const { json } of await Promise.all([first, ...waiting])) {
        expect(json).toEqual({ card: '4242' });
      }
    });
  });

  test('bytes that the app changes after it has returned or stored them are kept as they were', async () => {
    const bytes = Buffer.from('4242');
    const handler = new IdempotencyHandler({ store: store() });
    const key = newKey();
    const executed = handler.execute(key, {}, () => bytes);
    expect((await executed).result).not.toBe(bytes);
    bytes.fill(0);
    expect((await handler.execute(key, {}, () => 1)).result.toString()).toBe('4242');

    const [value, params] = [Buffer.from('value'), Buffer.from('params')];
    const address = newKey();
    const storing = store().store(address, value, params);
    value.fill(0);
    params.fill(0);
    await storing;
    expect((await store().check(address, Buffer.from('params'))).toString()).toBe('value');
  });

  test('an `end` of the app that works in place spoils no replay', async () => {
    const client = await serve(express, (app) => {
      app.use((req, res, next) => {
        const { end } = res;
        res.end = function inPlace(chunk, ...rest) {
          if (req.get('X-Spoil') && Buffer.isBuffer(chunk)) chunk.fill(0);
          return end.call(this, chunk, ...rest);
        };
        next();
      });
      app.use(idempotency({ mode: 'response', scope: false, store: store() }));
      app.post('/run', (req, res) => res.type('text').send(LARGE));
    });
    const sent = { key: newKey(), body: {} };
    await client.post('/run', sent);
    await client.post('/run', { ...sent, headers: { 'X-Spoil': '1' } });
    expect((await client.post('/run', sent)).body.equals(LARGE)).toBe(true);
  });
});

test('a store in JavaScript that changes its bytes is offered the same bytes again', async () => {
  const offered = [];
  const foreign = () => ({ state: 'foreign' });
  const store = defineStore({
    begin: () => ({ state: 'own', fence: 1, attempt: 1, isRecovery: false, leftMs: 60_000 }),
    complete: ({ payload }) => {
      offered.push(payload.toString());
      payload.fill(0);
      if (offered.length < 3) throw new Error('not yet');
      return { state: 'stored' };
    },
    renew: foreign,
    release: foreign,
    inspect: foreign,
    remove: foreign,
  });
  const { result } = await new IdempotencyHandler({ store }).execute('k', {}, () => [4242]);
  expect(result).toEqual([4242]);
  expect(offered).toEqual(Array(3).fill('j[4242]'));
  await store.close();
});
