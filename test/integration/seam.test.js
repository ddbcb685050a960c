'use strict';

const http = require('node:http');
const path = require('node:path');
const { Readable } = require('node:stream');
const vm = require('node:vm');

const { MemoryStore, idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');

const { serve } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');
const { gatedOperation } = require('../helpers/gate');
const { ObservedExchange } = require('../helpers/observed-exchange');
const { ROOT, listFiles, readText } = require('../helpers/project');

/** The members that the typedef of this name lists in a file. */
function membersOf(file, name) {
  const doc = readText(file)
    .split('/**')
    .find((each) => each.includes(`@typedef {object} ${name}\n`));
  return [...doc.matchAll(/@property \{.*?\} \[?([\w$]+)\]?(?: |$)/gm)].map(([, member]) => member);
}

const EXCHANGE = 'lib/exchange/exchange.js';
const EXPRESS = 'lib/adapters/express/express.js';
const REQUEST = membersOf(EXCHANGE, 'Request');
const RESPONSE = membersOf(EXCHANGE, 'Response');
// A captured response is a whole one, and its handler finds `idempotency` on both.
const CONTROLLED = ['idempotency'];
const whole = new http.ServerResponse({ method: 'POST' });
const isOfNodeResponse = (member) =>
  member in whole || membersOf(EXCHANGE, 'HiddenParts').includes(member);

/** Whether the seam lets a file of lib/ read a member. */
function isNamed({ of, member, reader }) {
  const isResponseMode = reader.startsWith('response');
  const isExpress = reader.startsWith(path.join('adapters', 'express'));
  const names = of === 'req' ? [...REQUEST] : [...RESPONSE];
  if (isExpress) names.push(...membersOf(EXPRESS, of === 'req' ? 'OwnOfRequest' : 'OwnOfResponse'));
  if (isResponseMode) names.push(...CONTROLLED);
  // Its connection is held while the response is.
  if (isResponseMode && of === 'req') names.push('socket');
  // A problem document is sent by the members of Node alone.
  const isProblem = reader === path.join('http', 'problem.js');
  const isWhole = of === 'res' && (isResponseMode || isExpress || isProblem);
  return names.includes(member) || (isWhole && isOfNodeResponse(member));
}

const newStore = () => new MemoryStore();

describe('the seam', () => {
  const members = [...REQUEST, ...RESPONSE];
  const texts = listFiles('lib', /\.js$/)
    .filter((file) => file !== EXCHANGE)
    .map(readText);

  test.each(members)('names `%s`, which a file of lib/ reads', (member) => {
    expect(texts.some((text) => new RegExp(`\\b${member}\\b`).test(text))).toBe(true);
  });

  test('names what an adapter must give', () => {
    expect(REQUEST).toEqual(expect.arrayContaining(['method', 'url', 'headers']));
    expect(RESPONSE).toEqual(expect.arrayContaining(['headersSent', 'setHeader', 'getHeader']));
  });
});

// Without these a fault of the observer would let every read pass.
describe('the observer', () => {
  const readIn = (file, code) => {
    const exchange = new ObservedExchange();
    const read = vm.runInThisContext(code, { filename: path.join(ROOT, file) });
    exchange.middleware(read)({ body: 1 }, {}, () => {});
    return exchange.reads;
  };

  test.each([
    ['(req) => req.ip', 'ip'],
    ["(req) => 'ip' in req", 'ip'],
    ["(req) => Object.hasOwn(req, 'ip')", 'ip'],
    ['({ cookies }) => cookies', 'cookies'],
  ])('finds the member that %s reads in lib/', (code, member) => {
    const reads = readIn('lib/identity/a.js', code);
    expect(reads).toEqual([{ of: 'req', member, reader: path.join('identity', 'a.js') }]);
    expect(reads.filter(isNamed)).toEqual([]);
  });

  test('leaves out what the app reads', () => {
    expect(readIn('examples/app.js', '(req) => req.ip')).toEqual([]);
  });
});

onEachExpress((express) => {
  const JSON_BODY = { key: 'k', body: { amount: 1 }, headers: { Origin: 'https://shop.example' } };

  /** Serves POST /run in a mode on observed objects: `{ client, exchange }`. */
  async function serveObserved(options, handler, serveOptions) {
    const exchange = new ObservedExchange();
    const client = await serve(
      express,
      (app) => {
        // Events read more of a request.
        const all = { store: newStore(), onEvent() {}, ...options };
        app.use(exchange.middleware(idempotency(all)));
        app.post('/run', handler(exchange));
        app.use(exchange.errorMiddleware(idempotencyErrors()));
      },
      serveOptions,
    );
    return { client, exchange };
  }

  const route = (operation, options) => (exchange) =>
    exchange.middleware(idempotentRoute(operation, options));

  function expectNamed({ reads }, required) {
    expect(reads.filter((read) => !isNamed(read))).toEqual([]);
    const seen = new Set(reads.map(({ of, member }) => `${of}.${member}`));
    expect([...seen]).toEqual(expect.arrayContaining(required));
  }

  test('is all that lib/ reads of requests in execute mode', async () => {
    const options = { scope: () => 'user', fingerprint: { headers: ['x-version'] } };
    const headers = () => ({ 'X-Made': 'yes' });
    const operation = (req) => ({ paid: req.body.amount });
    const { client, exchange } = await serveObserved(options, route(operation, { headers }));

    const answers = [
      await client.post('/run', JSON_BODY),
      await client.post('/RUN/?a=1', { ...JSON_BODY, key: 'other' }),
      await client.post('/run', JSON_BODY),
      await client.post('/run', { ...JSON_BODY, body: { amount: 2 } }),
      await client.post('/run', { ...JSON_BODY, key: undefined }),
      await client.post('/run', { ...JSON_BODY, key: 'a key' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 422, 200, 400]);
    expect(answers[2].cached).toBe(true);
    expectNamed(exchange, ['req.method', 'req.url', 'req.headers', 'req.body', 'req.route']);
    expectNamed(exchange, ['req.params', 'req.baseUrl']);
    expectNamed(exchange, ['res.setHeader', 'res.getHeader', 'res.headersSent', 'res.status']);
  });

  test('is all that lib/ reads of bodies that no parser took', async () => {
    const { client, exchange } = await serveObserved(
      {},
      route(() => 'paid'),
      { parsers: [] },
    );
    const chunked = { 'Transfer-Encoding': 'chunked' };

    const answers = [
      await client.post('/run', { key: 'a', body: 'text' }),
      await client.post('/run', { key: 'b', headers: chunked }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([500, 200]);
    expectNamed(exchange, ['req.readableDidRead', 'req.readableEnded', 'req.on']);
  });

  test('is all that lib/ reads of requests that wait', async () => {
    const { run, begun, finish } = gatedOperation();
    const options = { inProgress: 'wait', maxWaitMs: 1 };
    const { client, exchange } = await serveObserved(options, route(run));

    const first = client.post('/run', JSON_BODY);
    await begun;
    const second = await client.post('/run', JSON_BODY);
    finish('paid');

    expect([second.status, (await first).status]).toEqual([409, 200]);
    expectNamed(exchange, ['res.once']);
  });

  test.each([
    ['sent at once', (req, res) => res.status(201).json({ paid: true })],
    ['streamed', (req, res) => Readable.from(['one', 'two']).pipe(res)],
    ['skipped', (req, res) => (res.idempotency.skip(), res.end('later'))],
  ])('is all that lib/ reads in response mode of a response that is %s', async (name, answer) => {
    const { client, exchange } = await serveObserved(
      { mode: 'response', scope: false },
      () => answer,
    );

    const first = await client.post('/run', JSON_BODY);
    const second = await client.post('/run', JSON_BODY);

    expect(second.text).toBe(first.text);
    expectNamed(exchange, ['req.method', 'req.timedout', 'res.end', 'res.writableEnded']);
  });
});
