'use strict';

const http = require('node:http');
const { PassThrough } = require('node:stream');

const { MemoryStore, generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { onEachExpress } = require('../../helpers/express-versions');

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

/** A request as an adapter for functions makes it: its response writes to a socket that is none. */
function adapted(app, { key, path, socket = {} }) {
  return new Promise((resolve) => {
    const req = new http.IncomingMessage(new PassThrough());
    const headers = {
      'content-type': 'application/json',
      'content-length': '2',
      'idempotency-key': key,
    };
    Object.assign(req, { method: 'POST', url: path, headers, complete: true });
    req.push('{}');
    req.push(null);
    const res = new http.ServerResponse(req);
    const chunks = [];
    const none = () => {};
    // It takes all text for UTF-8.
    const write = (data, ...others) => {
      chunks.push(Buffer.from(data));
      others.find((each) => typeof each === 'function')?.();
      return true;
    };
    const methods = {
      on: none,
      once: none,
      removeListener: none,
      destroy: none,
      cork: none,
      uncork: none,
    };
    res.assignSocket(
      Object.assign(socket, { _writableState: {}, writable: true, ...methods, write }),
    );
    res.on('finish', () => {
      const all = Buffer.concat(chunks);
      resolve(all.subarray(all.indexOf('\r\n\r\n') + 4));
    });
    app(req, res);
  });
}

onEachExpress((express) => {
  const routes = {
    text: (req, res) => res.send('Zoë €'),
    json: (req, res) => res.json({ name: 'Zoë €' }),
    ASCII: (req, res) => res.json({ name: 'Zoe' }),
    bytes: (req, res) => res.type('bin').send(EVERY_BYTE),
    'the bytes of Latin-1 text': (req, res) => res.type('text').end(Buffer.from('\xe4', 'latin1')),
    'a stream': (req, res) => {
      res.write('Zo');
      res.end('ë');
    },
    'writes paced by their callbacks': (req, res) =>
      res.write('Zo', () => res.write('ë', () => res.end())),
    nothing: (req, res) => res.status(204).end(),
  };

  test.each(Object.keys(routes))('%s is replayed to an adapter as it was sent', async (name) => {
    const app = express().use(express.json());
    const runs = jest.fn(routes[name]);
    app.use(idempotency({ mode: 'response', scope: false, store: new MemoryStore() }));
    app.post('/run', runs);
    const sent = { key: newKey(), path: '/run' };
    const bodyOf = (bytes) => bytes.toString('latin1').replace(/^[0-9a-f]+\r\n|\r\n/gm, '');
    const first = await adapted(app, sent);
    const replay = await adapted(app, sent);
    expect(runs).toHaveBeenCalledTimes(1);
    if (name.includes('stream') || name.includes('writes')) expect(replay.toString()).toBe('Zoë');
    else expect(bodyOf(replay)).toBe(bodyOf(first));
  });

  test('a layer below sees bytes or ASCII of a replay', async () => {
    const seen = [];
    const app = express().use(express.json());
    app.use((req, res, next) => {
      const { end } = res;
      res.end = (chunk, ...others) => {
        seen.push(chunk);
        return end.call(res, chunk, ...others);
      };
      next();
    });
    app.use(idempotency({ mode: 'response', scope: false, store: new MemoryStore() }));
    app.post('/run', routes.text);
    const sent = { key: newKey(), path: '/run' };
    await adapted(app, sent);
    await adapted(app, sent);
    expect(Buffer.from(seen[1]).toString()).toBe('Zoë €');
  });
});
