'use strict';

const { once } = require('node:events');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { generateIdempotencyKey } = require('onceonly');
const before = require('../before/app');
const after = require('../after/app');

const MOST_ADDED_LINES = 5;
const ann = { name: 'Ann', email: 'ann@example.com' };

let folder;
let server;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'contacts-test-'));
});

afterEach(async () => {
  server?.closeAllConnections();
  if (server !== undefined) await promisify(server.close.bind(server))();
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function start({ createApp }) {
  server = createServer(createApp({ folder })).listen(0);
  await once(server, 'listening');
}

/** Sends a request of `user`; a body that is no FormData is sent as JSON. */
async function send(method, url, { key, body, user = 'user1' } = {}) {
  const headers = { Authorization: `Bearer ${user}` };
  if (key !== undefined) headers['Idempotency-Key'] = key;
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  const response = await fetch(`http://127.0.0.1:${server.address().port}${url}`, {
    method,
    headers,
    body: body === undefined || isForm ? body : JSON.stringify(body),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    cached: response.headers.get('idempotency-cached'),
    type: response.headers.get('content-type'),
    location: response.headers.get('location'),
    disposition: response.headers.get('content-disposition'),
    text: bytes.toString(),
    bytes,
  };
}

async function addContact(user) {
  const { text } = await send('POST', '/contacts', { body: ann, user });
  return JSON.parse(text);
}

async function countContacts(user) {
  const { text } = await send('GET', '/contacts', { user });
  return JSON.parse(text).length;
}

function photoForm(bytes, name = 'me.png') {
  const form = new FormData();
  form.append('photo', new Blob([bytes], { type: 'image/png' }), name);
  return form;
}

test('five added lines make the app safe to retry, and none is changed', () => {
  const linesOf = (name) =>
    readFileSync(path.join(__dirname, '..', name, 'app.js'), 'utf8').split('\n');
  const old = linesOf('before');
  const now = linesOf('after');
  let found = 0;
  for (const line of now) if (line === old[found]) found += 1;
  expect(found).toBe(old.length);
  expect(now.length).toBeGreaterThan(old.length);
  expect(now.length - old.length).toBeLessThanOrEqual(MOST_ADDED_LINES);
});

test('before, a retry adds a second contact', async () => {
  await start(before);
  const request = { key: generateIdempotencyKey(), body: ann };
  await send('POST', '/contacts', request);
  await send('POST', '/contacts', request);
  expect(await countContacts()).toBe(2);
});

describe('after', () => {
  beforeEach(() => start(after));

  /** Sends a request twice; the answers are the same but for the header that tells the retry. */
  async function sendTwice(method, url, request) {
    const key = generateIdempotencyKey();
    const first = await send(method, url, { key, ...request() });
    const retry = await send(method, url, { key, ...request() });
    expect(first.cached).toBe('false');
    expect(retry).toEqual({ ...first, cached: 'true' });
    return first;
  }

  test('a retry gets the same contact, with its status and its Location', async () => {
    const { status, location, text } = await sendTwice('POST', '/contacts', () => ({ body: ann }));
    expect(status).toBe(201);
    expect(location).toBe(`/contacts/${JSON.parse(text).id}`);
    expect(await countContacts()).toBe(1);
  });

  test('a retried change is made once', async () => {
    const { id } = await addContact();
    const changed = await sendTwice('PATCH', `/contacts/${id}`, () => ({ body: { name: 'Bo' } }));
    expect(JSON.parse(changed.text)).toMatchObject({ name: 'Bo', changes: 1 });
    const shown = await send('GET', `/contacts/${id}`);
    expect(JSON.parse(shown.text).changes).toBe(1);
  });

  test('a refusal is replayed like anything else', async () => {
    expect(await sendTwice('POST', '/contacts', () => ({ body: {} }))).toMatchObject({
      status: 400,
      text: '{"message":"A contact has a name."}',
    });
  });

  test('an upload that is sent again is kept once, and can be downloaded', async () => {
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 13, 10]);
    const { id } = await addContact();
    // Every request has a boundary of its own.
    const form = () => ({ body: photoForm(bytes) });
    const kept = await sendTwice('POST', `/contacts/${id}/photo`, form);
    expect(kept).toMatchObject({ status: 201, location: `/contacts/${id}/photo` });
    const download = await send('GET', kept.location);
    expect(download).toMatchObject({ status: 200, type: 'image/png', cached: null });
    expect(download.disposition).toMatch(/^attachment; filename="?me\.png"?$/);
    expect(download.bytes).toEqual(bytes);
  });

  test('a key that comes back with another photo is refused', async () => {
    const { id } = await addContact();
    const key = generateIdempotencyKey();
    const photo = (text) => send('POST', `/contacts/${id}/photo`, { key, body: photoForm(text) });
    await photo('one');
    expect((await photo('two')).status).toBe(422);
  });

  test('a file that a POST makes is the same file at a retry', async () => {
    await addContact();
    const file = await sendTwice('POST', '/contacts/export', () => ({}));
    expect(file).toMatchObject({ status: 200, text: 'Ann,ann@example.com\n' });
    expect(file.disposition).toMatch(/^attachment; filename="?contacts-1\.csv"?$/);
  });

  test('two users may use the same key', async () => {
    const key = generateIdempotencyKey();
    const one = await send('POST', '/contacts', { key, body: ann, user: 'one' });
    const two = await send('POST', '/contacts', { key, body: ann, user: 'two' });
    expect([one.cached, two.cached]).toEqual(['false', 'false']);
    expect([await countContacts('one'), await countContacts('two')]).toEqual([1, 1]);
  });

  test('a key that comes back with another contact is refused', async () => {
    const key = generateIdempotencyKey();
    await send('POST', '/contacts', { key, body: ann });
    const other = await send('POST', '/contacts', { key, body: { ...ann, name: 'Bo' } });
    expect(other).toMatchObject({ status: 422, type: 'application/problem+json' });
    expect(await countContacts()).toBe(1);
  });

  test('requests without a key are as they were', async () => {
    const [one, two] = [await addContact(), await addContact()];
    expect(one.id).not.toBe(two.id);
    const gone = await send('DELETE', `/contacts/${one.id}`);
    expect(gone).toMatchObject({ status: 204, cached: null, text: '' });
    expect((await send('GET', `/contacts/${one.id}`)).status).toBe(404);
  });
});
