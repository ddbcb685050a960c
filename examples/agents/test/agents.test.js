'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');
const { promisify } = require('node:util');
const { generateIdempotencyKey } = require('onceonly');
const { gate, testStore } = require('onceonly/testing');
const { Agents } = require('../agents');
const { createApp } = require('../app');

const AGENT = { name: 'Night watch', model: 'large' };

const store = testStore();
let agents;
let server;

beforeEach(async () => {
  store.clear();
  agents = new Agents();
  server = createServer(createApp({ store, agents })).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  return promisify(server.close.bind(server))();
});

async function request(path, { method, headers, body } = {}) {
  const url = `http://127.0.0.1:${server.address().port}${path}`;
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  const isReplay = response.headers.get('Idempotent-Replayed') === 'true';
  const type = response.headers.get('Content-Type');
  return {
    status: response.status,
    isReplay,
    type,
    text,
    body: /json/.test(type) && JSON.parse(text),
  };
}

function create(key, { user = 'ann', organisation = 'acme', agent = AGENT, fault } = {}) {
  return request(`/api/organisations/${organisation}/agents`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(user && { Authorization: `Bearer ${user}` }),
      ...(key && { 'Idempotency-Key': key }),
      ...(fault && { 'X-Fail': fault }),
    },
    body: JSON.stringify(agent),
  });
}

async function list(organisation = 'acme') {
  const headers = { Authorization: 'Bearer ann' };
  const { body } = await request(`/api/organisations/${organisation}/agents`, { headers });
  return body;
}

test('an agent is created once, and its retry gets the same response', async () => {
  const key = generateIdempotencyKey();
  const first = await create(key);
  expect(first).toMatchObject({ status: 201, isReplay: false });
  const agent = { id: 1, organisation: 'acme', user: 'ann', ...AGENT };
  expect(first.body).toEqual({ agent, alreadyExists: false });
  expect(await create(key)).toEqual({ ...first, isReplay: true });
  expect(await list()).toEqual([agent]);
});

test('of two requests that race one creates the agent, and the other is told to wait', async () => {
  const held = gate();
  const createNow = agents.create.bind(agents);
  agents.create = async (row) => {
    await held.wait();
    return createNow(row);
  };
  const key = generateIdempotencyKey();
  const first = create(key);
  await held.reached;
  expect(await create(key)).toMatchObject({
    status: 409,
    body: { error: 'REQUEST_IN_PROGRESS', retryAfter: 1 },
  });
  held.open();
  expect((await first).status).toBe(201);
  expect(await list()).toHaveLength(1);
});

test.each([
  ['users', { user: 'bob' }],
  ['organisations', { organisation: 'umbrella' }],
])('one key of two %s creates an agent for each', async (_, other) => {
  const key = generateIdempotencyKey();
  const [first, second] = [await create(key), await create(key, other)];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect([first.isReplay, second.isReplay]).toEqual([false, false]);
  expect(first.body.agent.id).not.toBe(second.body.agent.id);
});

test('an agent that is stored is found again when the key is forgotten', async () => {
  const key = generateIdempotencyKey();
  const first = await create(key);
  store.clear();
  const again = await create(key);
  expect(again).toMatchObject({ status: 201, isReplay: false });
  expect(again.body).toEqual({ agent: first.body.agent, alreadyExists: true });
  expect(await list()).toHaveLength(1);
});

test('the same key with another agent is refused', async () => {
  const key = generateIdempotencyKey();
  await create(key);
  const other = await create(key, { agent: { ...AGENT, name: 'Day watch' } });
  expect(other).toMatchObject({ status: 422, body: { error: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await list()).toHaveLength(1);
});

test.each([
  ['without a key', undefined, {}, 400],
  ['without a user', generateIdempotencyKey(), { user: '' }, 401],
  ['without a name', generateIdempotencyKey(), { agent: { model: 'large' } }, 400],
  ['of an unknown model', generateIdempotencyKey(), { agent: { ...AGENT, model: 'huge' } }, 400],
])('an agent %s is refused', async (_, key, options, status) => {
  expect((await create(key, options)).status).toBe(status);
  expect(await list()).toEqual([]);
});

test.each([
  ['lost', undefined],
  ['badGateway', 502],
])(
  'a response that is %s on purpose leaves one agent, which its retry gets',
  async (fault, status) => {
    const key = generateIdempotencyKey();
    const failed = await create(key, { fault }).catch(() => ({}));
    expect(failed.status).toBe(status);
    expect(await create(key)).toMatchObject({ status: 201, isReplay: true });
    expect(await list()).toHaveLength(1);
  },
);

test('the page and the modules that it imports are served', async () => {
  const page = await request('/');
  expect(page.type).toMatch(/^text\/html/);
  const [, client] = /"@onceonly\/client": "([^"]+)"/.exec(page.text);
  const seen = new Set();
  const open = ['/page.js', client];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const { status, type, text } = await request(path);
    expect([path, status, type]).toEqual([path, 200, expect.stringMatching(/javascript/)]);
    for (const [, to] of text.matchAll(/from '(\.[^']+)'/g))
      open.push(new URL(to, `http://x${path}`).pathname);
  }
  expect(seen.size).toBeGreaterThan(8);
});
