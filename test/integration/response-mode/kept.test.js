'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveCaptured } = require('../../helpers/captured');
const { onEachSetup } = require('../../helpers/each-store');

const MIB = 1024 * 1024;

onEachSetup((express, store) => {
  /** Sends the same request twice to a handler; gives both answers and how often the handler ran. */
  async function twice(handler, options, requests = [{}, {}]) {
    const runs = jest.fn(handler);
    const client = await serveCaptured(express, { store: store(), ...options }, runs);
    const key = newKey();
    const answers = [];
    for (const request of requests) {
      answers.push(await client.post('/run', { key, body: {}, ...request }));
    }
    return {
      answers,
      runs: runs.mock.calls.length,
      address: { key, method: 'POST', path: '/run' },
    };
  }

  const status = (code) => (req, res) => res.status(code).json({ code });

  test.each([200, 302, 401, 403, 404, 409, 500, 502, 999])(
    'a response of %i is kept',
    async (code) => {
      const { answers, runs } = await twice(status(code));
      expect(answers.map((each) => each.status)).toEqual([code, code]);
      expect(answers.map((each) => each.cached)).toEqual([false, true]);
      expect(runs).toBe(1);
    },
  );

  test.each([408, 425, 429, 503, 504])(
    'a response of %i leaves the outcome unknown',
    async (code) => {
      const { answers, runs } = await twice(status(code));
      expect(answers.map((each) => each.status)).toEqual([code, 409]);
      expect(answers[1].error).toBe('OUTCOME_UNKNOWN');
      expect(runs).toBe(1);
    },
  );

  test.each([401, 403, 425, 429, 503])(
    'a response of %i frees the key if the app says so',
    async (code) => {
      for (const options of [
        { cacheStatus: ['2xx'] },
        { cacheStatus: (each) => each < 400 },
        { storeIf: () => 'free' },
        { cacheErrors: 'none' },
      ]) {
        const { answers, runs } = await twice(status(code), options);
        expect(answers.map((each) => [each.status, each.cached])).toEqual([
          [code, false],
          [code, false],
        ]);
        expect(runs).toBe(2);
      }
    },
  );

  test('a status that is text counts as its number', async () => {
    const handler = (req, res) => Object.assign(res, { statusCode: '429' }).end('slow down');
    const { answers, runs } = await twice(handler);
    expect(answers.map((each) => each.status)).toEqual([429, 409]);
    expect(runs).toBe(1);
  });

  test("every failure runs again with cacheStatus ['2xx'], until one succeeds", async () => {
    const codes = [500, 404, 201];
    const handler = (req, res) => res.sendStatus(codes.shift());
    const { answers, runs } = await twice(handler, { cacheStatus: ['2xx'] }, [{}, {}, {}, {}]);
    expect(answers.map((each) => each.status)).toEqual([500, 404, 201, 201]);
    expect(answers.at(-1).cached).toBe(true);
    expect(runs).toBe(3);
  });

  test('storeIf is asked with the status', async () => {
    const storeIf = jest.fn(() => false);
    const { runs } = await twice(status(200), { storeIf });
    expect(storeIf).toHaveBeenCalledWith({ status: 200, error: undefined });
    expect(runs).toBe(2);
  });

  test('a policy that throws answers with its error, and leaves the outcome unknown', async () => {
    const cacheStatus = () => {
      throw new Error('no policy');
    };
    const { answers, runs } = await twice(status(200), { cacheStatus });
    expect(answers[0]).toMatchObject({ status: 500, json: { message: 'no policy' } });
    expect(answers[1].status).toBe(409);
    expect(runs).toBe(1);
  });

  test('a handler may say that its response is not to be kept', async () => {
    const { answers, runs } = await twice((req, res) => {
      const { skip } = res.idempotency;
      skip();
      res.json({ draft: true });
    });
    expect(answers.map((each) => each.cached)).toEqual([false, false]);
    expect(runs).toBe(2);
  });

  test('a handler may say how long its response is kept', async () => {
    const { address } = await twice((req, res) => {
      expect(() => res.idempotency.ttl('60')).toThrow(TypeError);
      expect(() => res.idempotency.ttl(400 * 86_400)).toThrow(RangeError);
      res.idempotency.ttl(60);
      res.json({});
    });
    const { expiresIn } = await store().inspect(address);
    expect(expiresIn).toBeGreaterThan(30);
    expect(expiresIn).toBeLessThanOrEqual(60);
  });

  test('responses of errors are kept for errorTTL', async () => {
    const { address } = await twice(status(404), { errorTTL: 60, resultTTL: 3600 });
    expect((await store().inspect(address)).expiresIn).toBeLessThanOrEqual(60);
  });

  test.each([
    ['in one go', (res, body) => res.send(body)],
    [
      'as a stream',
      (res, body) => {
        res.write(body.subarray(0, MIB));
        res.end(body.subarray(MIB));
      },
    ],
  ])('a body over maxResultBytes sent %s reaches the first client only', async (name, send) => {
    const body = Buffer.alloc(MIB + 1, 'x');
    const { answers, runs } = await twice((req, res) => send(res, body));
    expect(answers[0].body.equals(body)).toBe(true);
    expect(answers[1]).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
    expect(runs).toBe(1);
  });

  test('a retry that does not take the stored coding is told so', async () => {
    const gzip = (req, res) => res.set('Content-Encoding', 'gzip').end(Buffer.from('1f8b', 'hex'));
    const accepting = (coding) => ({ headers: { 'Accept-Encoding': coding } });
    const { answers, runs } = await twice(gzip, {}, [{}, accepting('br'), accepting('gzip')]);
    expect(answers[1]).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
    expect(answers[1].headers).not.toHaveProperty('content-encoding');
    expect(answers[2]).toMatchObject({ status: 200, cached: true });
    expect(runs).toBe(1);
  });

  test('a conditional retry gets the stored response', async () => {
    const handler = (req, res) => res.set('ETag', '"7"').send('seven');
    const conditional = { headers: { 'If-None-Match': '"7"' } };
    const { answers } = await twice(handler, {}, [{}, conditional]);
    expect(answers[1]).toMatchObject({ status: 200, text: 'seven', cached: true });
  });

  test("the bytes of the app's serializer are stored", async () => {
    const serializer = {
      serialize: async (bytes) => Buffer.from(bytes.map((each) => each ^ 0x55)),
      deserialize: (bytes) => Buffer.from(bytes.map((each) => each ^ 0x55)),
    };
    const { answers } = await twice(status(200), { serializer });
    expect(answers[1]).toMatchObject({ status: 200, cached: true, json: { code: 200 } });
  });
});
