'use strict';

const {
  captureRawBody,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
} = require('onceonly');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');

const ORDER = { id: 7, sentAt: 1, items: [{ id: 1, note: 'x' }, { id: 2 }] };

onEachSetup((express, store) => {
  let operation;

  beforeEach(() => {
    operation = jest.fn(async () => operation.mock.calls.length);
  });

  /** A server of one route under each option, /0, /1 and so on, which all share their keys. */
  function serveUnder(options, parsers = [express.json({ verify: captureRawBody })]) {
    const mount = (app) =>
      options.forEach((fingerprint, i) => {
        const run = idempotentRoute((...args) => operation(...args));
        app.post(`/${i}`, idempotency({ store: store(), route: 'run', fingerprint }), run);
      });
    return serve(express, mount, { parsers });
  }

  /** What the second request gets under the same key: 'replay' or the status. */
  async function secondOf(client, first, second) {
    const key = newKey();
    const send = ({ path = '/0', ...rest }) => client.post(path, { key, body: ORDER, ...rest });
    expect(await send(first)).toMatchObject({ status: 200, cached: false });
    const { status, cached } = await send(second);
    expect(operation).toHaveBeenCalledTimes(1);
    return cached ? 'replay' : status;
  }

  describe.each([
    ['raw', () => [express.json({ verify: captureRawBody })]],
    ['parsed', () => [express.json()]],
  ])('a %s body', (_, parsers) => {
    test.each([
      [{ include: ['id', 'items.*.id'] }, { sentAt: 2, items: [{ id: 1 }, { id: 2 }] }, 'replay'],
      [{ include: ['id', 'items.*.id'] }, { items: [{ id: 1 }, { id: 3 }] }, 422],
      [{ include: ['/items/1'] }, { id: 8, items: [{ id: 9 }, { id: 2 }] }, 'replay'],
      [{ exclude: ['sentAt'] }, { sentAt: 2 }, 'replay'],
      [{ exclude: ['sentAt'] }, { id: 8 }, 422],
      [{ exclude: ['/items/0/note', 'missing.*'] }, { items: [{ id: 1 }, { id: 2 }] }, 'replay'],
      [
        { include: ['items'], exclude: ['items.*.note'] },
        { items: [{ id: 1 }, { id: 2 }], id: 8 },
        'replay',
      ],
      [false, { id: 8 }, 'replay'],
    ])('under %j, changed by %j: %s', async (options, change, outcome) => {
      const client = await serveUnder([options], parsers());
      expect(await secondOf(client, {}, { body: { ...ORDER, ...change } })).toBe(outcome);
    });
  });

  test('the query counts, in any order, unless it is turned off', async () => {
    const client = await serveUnder([{}, { query: false }]);
    const paths = (one, other) => secondOf(client, { path: one }, { path: other });
    expect(await paths('/0?a=1&b=2', '/0?b=2&a=1')).toBe('replay');
    operation.mockClear();
    expect(await paths('/0?a=1', '/0?a=2')).toBe(422);
    operation.mockClear();
    expect(await paths('/0', '/0?dry-run')).toBe(422);
    operation.mockClear();
    expect(await paths('/1?a=1', '/1?a=2')).toBe('replay');
  });

  test('chosen headers count, and absent is not empty', async () => {
    const client = await serveUnder([{ headers: ['X-Version', 'accept'] }]);
    const versions = (one, other) => secondOf(client, { headers: one }, { headers: other });
    expect(await versions({ 'x-version': '1', 'X-Trace': 'a' }, { 'X-Version': '1' })).toBe(
      'replay',
    );
    operation.mockClear();
    expect(await versions({ 'x-version': '1' }, { 'x-version': '2' })).toBe(422);
    operation.mockClear();
    expect(await versions({ 'x-version': '' }, {})).toBe(422);
  });

  test('a deploy with other options gets 503, never 422 and no second run', async () => {
    const client = await serveUnder([
      {},
      { exclude: ['sentAt'] },
      { exclude: ['sentAt', 'a.b'] },
      { query: false },
      false,
      { exclude: ['/a/b', '/sentAt', 'sentAt'] },
    ]);
    const key = newKey();
    const post = (path) => client.post(path, { key, body: ORDER });
    expect((await post('/2')).status).toBe(200);
    for (const path of ['/0', '/1', '/3', '/4']) {
      expect(await post(path)).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    }
    expect((await post('/5')).cached).toBe(true);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('one route may choose for itself which parts count', async () => {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store(), fingerprint: { headers: ['x-version'] } }));
      app.post(
        '/0',
        idempotentRoute((...args) => operation(...args), { fingerprint: false }),
      );
      app.post(
        '/1',
        idempotentRoute((...args) => operation(...args), { status: 200 }),
      );
    });
    expect(await secondOf(client, {}, { body: {} })).toBe('replay');
    operation.mockClear();
    const versions = [{ 'x-version': '1' }, { 'x-version': '2' }];
    const [one, other] = versions.map((headers) => ({ path: '/1', headers }));
    expect(await secondOf(client, one, other)).toBe(422);
  });

  test('a body over 256 KiB is hashed elsewhere and counts to its last byte', async () => {
    const large = (last) => ({ text: 'x'.repeat(300_000), last });
    for (const verify of [captureRawBody, undefined]) {
      operation.mockClear();
      const client = await serveUnder([{}], [express.json({ verify, limit: '2mb' })]);
      expect(await secondOf(client, { body: large(1) }, { body: large(2) })).toBe(422);
      operation.mockClear();
      expect(await secondOf(client, { body: large(1) }, { body: large(1) })).toBe('replay');
    }
    const deep = `{"text":"${'x'.repeat(300_000)}","deep":${'['.repeat(130)}${']'.repeat(130)}}`;
    const client = await serveUnder([{}], [express.json({ verify: captureRawBody, limit: '2mb' })]);
    const headers = { 'Content-Type': 'application/json' };
    const refused = await client.post('/0', { key: newKey(), headers, body: deep });
    expect(refused).toMatchObject({ status: 400, error: 'INVALID_BODY' });
  });

  test('urlencoded pairs count by name, raw and parsed', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const form = (body) => ({ headers, body });
    for (const verify of [captureRawBody, undefined]) {
      const parsers = [express.urlencoded({ extended: true, verify })];
      const client = await serveUnder([{ exclude: ['at', 'item.*'] }], parsers);
      const cases = [
        ['a=1&b=%32', 'b=2&a=1&at=9', 'replay'],
        ['a=1&item[at]=1', 'a=1&item[at]=2', 'replay'],
        ['a=1&a=2', 'a=2&a=1', 422],
        ['a=1', 'a=2', 422],
      ];
      for (const [one, other, outcome] of cases) {
        operation.mockClear();
        expect(await secondOf(client, form(one), form(other))).toBe(outcome);
      }
    }
  });

  test('parts of a multipart body count without their boundary', async () => {
    const parsers = [express.raw({ type: 'multipart/form-data' })];
    const client = await serveUnder([{}], parsers);
    const upload = (boundary, name, bytes) => ({
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
      body: Buffer.concat([
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="${name}"`,
        ),
        Buffer.from('\r\nContent-Type: image/png\r\n\r\n'),
        Buffer.from(bytes),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    });
    const one = upload('x1', 'a.png', [0, 255, 13, 10]);
    expect(await secondOf(client, one, upload('y22', 'a.png', [0, 255, 13, 10]))).toBe('replay');
    for (const other of [upload('y', 'b.png', [0, 255, 13, 10]), upload('y', 'a.png', [0, 254])]) {
      operation.mockClear();
      expect(await secondOf(client, one, other)).toBe(422);
    }
    operation.mockClear();
    const broken = { ...one, body: one.body.subarray(0, -6) };
    expect(await secondOf(client, broken, broken)).toBe('replay');
  });

  test.each([
    ['a boundary in quotes with escapes', '"\\BOUNDARY\\!"', 'BOUNDARY!', '', ''],
    ['white space around the equals sign', 'BOUNDARY', 'BOUNDARY', '', '', ' =\t'],
    ['a preamble', 'BOUNDARY', 'BOUNDARY', 'in parts\r\n', ''],
    ['an epilogue', 'BOUNDARY', 'BOUNDARY', '', 'end\r\n'],
  ])(
    'a multipart body with %s counts without its boundary',
    async (name, parameter, boundary, preamble, epilogue, equals = '=') => {
      const parsers = [express.raw({ type: () => true })];
      const client = await serveUnder([{}], parsers);
      const form = (letters, value, before = preamble, after = epilogue) => {
        const delimiter = `--${boundary.replace('BOUNDARY', letters)}`;
        const part = `Content-Disposition: form-data; name="a"\r\n\r\n${value}`;
        const given = parameter.replace('BOUNDARY', letters);
        return {
          headers: { 'Content-Type': `multipart/form-data; boundary${equals}${given}` },
          body: `${before}${delimiter}\r\n${part}\r\n${delimiter}--\r\n${after}`,
        };
      };
      expect(await secondOf(client, form('aaa', '1'), form('bbb', '1'))).toBe('replay');
      const others = [form('ccc', '2'), form('ccc', '1', 'x\r\n'), form('ccc', '1', preamble, 'x')];
      for (const other of others) {
        operation.mockClear();
        expect(await secondOf(client, form('aaa', '1'), other)).toBe(422);
      }
    },
  );

  test('an upload that a parser took apart counts by its fields and files', async () => {
    // What multer leaves: fields in req.body, files with their bytes.
    const parser = (req, res, next) => {
      express.raw({ type: () => true })(req, res, (error) => {
        if (error) return next(error);
        const { fields, files } = JSON.parse(req.body);
        req.body = Object.assign(Object.create(null), fields);
        req.files = files.map(([fieldname, originalname, text]) => {
          const buffer = text === undefined ? undefined : Buffer.from(text);
          return { fieldname, originalname, mimetype: 'text/plain', size: 3, buffer };
        });
        next();
      });
    };
    const client = await serveUnder([{ exclude: ['at'] }], [parser]);
    const upload = (fields, ...files) => ({
      headers: { 'Content-Type': `multipart/form-data; boundary=${newKey()}` },
      body: JSON.stringify({ fields, files }),
    });
    const first = upload({ a: '1', at: '1' }, ['f', 'a.txt', 'abc'], ['g', 'b.txt']);
    const cases = [
      [upload({ at: '2', a: '1' }, ['f', 'a.txt', 'abc'], ['g', 'b.txt']), 'replay'],
      [upload({ a: '2' }, ['f', 'a.txt', 'abc'], ['g', 'b.txt']), 422],
      [upload({ a: '1' }, ['f', 'a.txt', 'abd'], ['g', 'b.txt']), 422],
      [upload({ a: '1' }, ['f', 'a.txt', 'abc'], ['g', 'c.txt']), 422],
      [upload({ a: '1' }, ['f', 'a.txt', 'abc']), 422],
    ];
    for (const [second, outcome] of cases) {
      operation.mockClear();
      expect(await secondOf(client, first, second)).toBe(outcome);
    }
  });
});
