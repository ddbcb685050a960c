'use strict';

const { once } = require('node:events');
const http2 = require('node:http2');

const { MemoryStore, idempotency, idempotentRoute } = require('onceonly');

const cachedOf = (res) => res.getHeader('idempotency-cached');

// HTTP/2 sends bodies without a length and without a Transfer-Encoding.
describe('over HTTP/2', () => {
  let server;
  let client;

  beforeAll(async () => {
    const middleware = idempotency({ store: new MemoryStore() });
    const run = idempotentRoute(async () => 'ran');
    server = http2.createServer((req, res) => {
      const answer = (status, text) => {
        res.writeHead(status);
        res.end(text);
      };
      // What idempotentRoute() needs of Express.
      Object.assign(res, { status: () => res, json: () => answer(200, `${cachedOf(res)}`) });
      middleware(req, res, () => run(req, res, ({ status, code }) => answer(status, code)));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  });

  afterAll(async () => {
    client.close();
    server.close();
    await once(server, 'close');
  });

  async function post(key, body) {
    const head = { ':method': 'POST', ':path': '/run', 'idempotency-key': key };
    const stream = client.request(head, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    const [{ ':status': status }] = await once(stream, 'response');
    return [status, Buffer.concat(await stream.toArray()).toString()];
  }

  test('a body that nothing has read is BODY_NOT_READ', async () => {
    for (const body of ['amount=1', 'amount=2']) {
      expect(await post('unread', body)).toEqual([500, 'BODY_NOT_READ']);
    }
  });

  test('no body is one request, with and without a frame of its own', async () => {
    expect(await post('empty')).toEqual([200, 'false']);
    expect(await post('empty', '')).toEqual([200, 'true']);
    expect(await post('empty', 'a')).toEqual([500, 'BODY_NOT_READ']);
  });
});
