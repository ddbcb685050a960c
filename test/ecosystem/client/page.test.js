'use strict';

const cors = require('cors');
const express = require('express');
const multer = require('multer');
const { MemoryStore, idempotency, idempotencyErrors, idempotentRoute } = require('../../../lib');
const { createGate } = require('../../helpers/gate');
const { ROOT } = require('../../helpers/project');
const { listen, startBrowser } = require('./chromium');

jest.setTimeout(120_000);

let effects;
let requests;
let held;
let api;
let page;

/** An API of another origin than the page: POST /held waits for the test, POST /lossy breaks its first response. */
function createApi() {
  const app = express();
  app.use(cors());
  app.use((req, res, next) => {
    if (req.method === 'POST') requests.push(req.get('Idempotency-Key'));
    next();
  });
  app.use(express.json(), express.text(), express.urlencoded(), multer().any());
  app.use(idempotency({ store: new MemoryStore(), required: true }));
  const effect = (body) => {
    effects.push(body);
    return { number: effects.length };
  };
  app.post(
    '/held',
    idempotentRoute(async (req) => {
      const made = effect(req.body);
      await held.passed;
      return made;
    }),
  );
  const loseFirst = (req, res, next) => {
    if (requests.length === 1) res.end = () => req.socket.destroy();
    next();
  };
  const files = (req) => req.files?.map(({ buffer }) => buffer.toString()) ?? [];
  app.post(
    '/lossy',
    loseFirst,
    idempotentRoute(async (req) => effect({ ...Object(req.body), files: files(req) })),
  );
  app.use(idempotencyErrors());
  return app;
}

beforeAll(async () => {
  api = `http://127.0.0.1:${await listen(createApi())}`;
  const site = express();
  site.get('/', (req, res) => res.type('html').send('<!doctype html><title>Shop</title>'));
  // A sandboxed frame is of another origin.
  site.use('/client', cors(), express.static(`${ROOT}/client`));
  const origin = `http://localhost:${await listen(site)}`;
  page = await (await startBrowser()).newPage();
  await page.goto(origin);
});

beforeEach(() => {
  effects = [];
  requests = [];
  held = createGate();
});

/** Calls a function in the page, with the client as its first parameter. */
function inPage(act, arg) {
  return page.evaluate(
    `import('/client/index.js').then((client) => (${act})(client, ${JSON.stringify(arg)}))`,
  );
}

describe('a page of another origin', () => {
  test('reads the Retry-After of a 409, waits that long, and gets the response of the first', async () => {
    const first = inPage(postHeld, { api });
    await page.waitForFunction(() => globalThis.sent !== undefined);
    await untilEffect();
    const second = inPage(postAgain, { api });
    await page.waitForFunction(() => globalThis.told !== undefined);
    held.open();
    const told = await page.evaluate(() => globalThis.told);
    expect(told).toMatchObject({ status: 409, retryAfter: '1', error: 'REQUEST_IN_PROGRESS' });
    expect(told.delayMs).toBe(1000);
    expect(await first).toEqual({ number: 1, isReplay: null });
    expect(await second).toEqual({ number: 1, isReplay: 'true' });
    expect(effects).toHaveLength(1);
    expect(new Set(requests).size).toBe(1);
  });

  async function untilEffect() {
    while (effects.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  async function postHeld({ idempotentFetch, generateIdempotencyKey }, { api }) {
    globalThis.sent = generateIdempotencyKey();
    const idempotency = { key: globalThis.sent };
    const response = await idempotentFetch(`${api}/held`, { method: 'POST', idempotency });
    return { ...(await response.json()), isReplay: response.headers.get('Idempotent-Replayed') };
  }

  async function postAgain({ idempotentFetch }, { api }) {
    const onRetry = ({ response, problem, delayMs }) => {
      const retryAfter = response.headers.get('Retry-After');
      globalThis.told = { status: response.status, retryAfter, error: problem.error, delayMs };
    };
    const idempotency = { key: globalThis.sent, onRetry };
    const response = await idempotentFetch(`${api}/held`, { method: 'POST', idempotency });
    return { ...(await response.json()), isReplay: response.headers.get('Idempotent-Replayed') };
  }
});

describe('a body that Chromium sends twice, since the first response is lost,', () => {
  const BODIES = {
    text: () => 'text',
    'search parameters': () => new URLSearchParams({ a: '1' }),
    'a form with a file': () => {
      const form = new FormData();
      form.append('name', 'Ann');
      form.append('photo', new File(['pixels'], 'a.png'));
      return form;
    },
    'a Blob': () => new Blob(['{"a":1}'], { type: 'application/json' }),
  };

  test.each(Object.keys(BODIES))('is a replay: %s', async (kind) => {
    const act = `async ({ idempotentFetch }, { api }) => {
      const body = (${BODIES[kind]})();
      const response = await idempotentFetch(api + '/lossy', { method: 'POST', body });
      return response.headers.get('Idempotent-Replayed');
    }`;
    expect(await inPage(act, { api })).toBe('true');
    expect(effects).toHaveLength(1);
    if (kind === 'a form with a file')
      expect(effects).toEqual([{ name: 'Ann', files: ['pixels'] }]);
    expect(requests).toHaveLength(2);
    expect(new Set(requests).size).toBe(1);
  });

  test('is a replay: that of a Request', async () => {
    const act = async ({ idempotentFetch }, { api }) => {
      const request = new Request(`${api}/lossy`, { method: 'POST', body: 'text' });
      return (await idempotentFetch(request)).status;
    };
    expect(await inPage(act, { api })).toBe(200);
    expect(effects).toHaveLength(1);
    expect(new Set(requests).size).toBe(1);
  });
});

test.each([
  ['an address', (address, init) => [address, init]],
  ['a Request', (address, init) => [new Request(address, init)]],
])(
  'nothing is sent in the mode no-cors, which drops the key without a word, by %s',
  async (_, args) => {
    const act = `async ({ idempotentFetch }, { api }) => {
    const args = (${args})(api + '/lossy', { method: 'POST', mode: 'no-cors', body: 'text' });
    return idempotentFetch(...args).catch(({ name, message }) => ({ name, message }));
  }`;
    const error = await inPage(act, { api });
    expect(error).toEqual({ name: 'TypeError', message: expect.stringContaining('no-cors') });
    expect(requests).toEqual([]);
  },
);

test('a worker of a page orders once though the first response is lost', async () => {
  const act = async (client, { api }) => {
    const code = `
      import { idempotentFetch } from '${globalThis.location.origin}/client/index.js';
      const response = await idempotentFetch('${api}/lossy', { method: 'POST', body: 'text' });
      postMessage(response.headers.get('Idempotent-Replayed'));`;
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const worker = new globalThis.Worker(url, { type: 'module' });
    return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  };
  expect(await inPage(act, { api })).toBe('true');
  expect(effects).toHaveLength(1);
});

test('a sandboxed frame, which may not store, keeps the key in memory', async () => {
  const act = async () => {
    const code = `
      import { operation, submitOnce } from '${globalThis.location.origin}/client/index.js';
      const keys = [];
      const send = (key) => Promise.reject(keys.push(key));
      const thrown = (() => { try { return sessionStorage; } catch ({ name }) { return name; } })();
      const op = operation({ storage: () => sessionStorage, name: 'order' });
      for (let i = 0; i < 2; i++) await submitOnce(op, 'a', send).catch(() => {});
      parent.postMessage({ thrown, keys, kept: op.key }, '*');`;
    const told = new Promise((resolve) => {
      globalThis.addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    const frame = globalThis.document.createElement('iframe');
    frame.sandbox = 'allow-scripts';
    frame.srcdoc = `<script type="module">${code}</script>`;
    globalThis.document.body.append(frame);
    return told;
  };
  const { thrown, keys, kept } = await inPage(act, {});
  expect(thrown).toBe('SecurityError');
  expect(keys).toEqual([kept, kept]);
});
