'use strict';

const { randomBytes } = require('node:crypto');
const fs = require('node:fs');
const { Readable } = require('node:stream');
const zlib = require('node:zlib');

const compression = require('compression');
const { generateIdempotencyKey: newKey, idempotency } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { onEachExpress } = require('../../helpers/express-versions');
const { slowStore } = require('../../helpers/slow-store');

const RANDOM = randomBytes(300_000);
const PIECE = 7001;

function* pieces() {
  for (let at = 0; at < RANDOM.length; at += PIECE) yield RANDOM.subarray(at, at + PIECE);
}

const handlers = {
  'random bytes in one go': (req, res) => res.type('text').end(RANDOM),
  'random bytes in pieces': (req, res) => {
    res.type('text');
    for (const piece of pieces()) res.write(piece);
    res.end();
  },
  'random bytes of known length in pieces': (req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': RANDOM.length });
    for (const piece of pieces()) res.write(piece);
    res.end();
  },
  'a pipe': (req, res) => {
    res.type('text');
    Readable.from(pieces()).pipe(res);
  },
  'a few bytes in two writes': (req, res) => {
    res.type('text').write('hello ');
    res.end('world');
  },
  'a head, a flush and an end': (req, res) => {
    res.type('text').flushHeaders();
    res.end('flushed');
  },
  'nothing at all': (req, res) => res.type('text').end(),
  'a file that does not compress': (req, res) => res.sendFile(process.execPath, { end: 600_000 }),
  'no body by its status': (req, res) => res.status(204).end(),
};

/** Middleware that compresses later than it is written to, and looks at the response each time before it does. */
function lateGzip(req, res, next) {
  const { write, end } = res;
  const gzip = zlib.createGzip();
  res.setHeader('Content-Encoding', 'gzip');
  res.write = (chunk, encoding) => {
    gzip.write(Buffer.from(chunk, encoding));
    return true;
  };
  res.end = (chunk, encoding) => {
    if (chunk) gzip.end(Buffer.from(chunk, encoding));
    else gzip.end();
    return res;
  };
  gzip.on('data', (packed) => {
    if (res.writableEnded || res.finished || res.destroyed) throw new Error('the end came first');
    if (!res.headersSent) res.removeHeader('Content-Length');
    write.call(res, packed);
  });
  gzip.on('end', () => {
    if (!res.writableEnded) end.call(res);
  });
  next();
}

/** Middleware that keeps all of a response, and sends it in a later turn. */
function buffering(req, res, next) {
  const { end } = res;
  const chunks = [];
  res.write = (chunk, encoding) => chunks.push(Buffer.from(chunk, encoding)) > 0;
  res.end = (chunk, encoding) => {
    if (chunk) chunks.push(Buffer.from(chunk, encoding));
    setImmediate(() => {
      res.removeHeader('Content-Length');
      res.setHeader('X-Pieces', 'one');
      end.call(res, Buffer.concat(chunks));
    });
    return res;
  };
  next();
}

const layers = { compression: compression({ threshold: 0 }), lateGzip, buffering };
// What these two cannot do without the middleware either: they come too late for a head that the app has sent.
const IMPLIED = ['random bytes in one go', 'random bytes in pieces', 'a pipe'].concat(
  'a few bytes in two writes',
  'nothing at all',
);
const able = {
  compression: Object.keys(handlers),
  lateGzip: [...IMPLIED, 'a file that does not compress'],
  buffering: IMPLIED,
};

function unpacked({ headers, body }) {
  return headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(body) : body;
}

/** An app that has each handler below each layer, behind the middleware and without it. */
function define(express, store) {
  return serve(express, (app) => {
    const protect = idempotency({ store, mode: 'response', scope: false });
    for (const [layer, below] of Object.entries(layers)) {
      Object.values(handlers).forEach((handler, i) => {
        app.post(`/plain/${layer}/${i}`, below, handler);
        app.post(`/${layer}/${i}`, below, protect, handler);
      });
    }
  });
}

const cases = Object.entries(able).flatMap(([layer, names]) =>
  names.map((name) => [name, layer, Object.keys(handlers).indexOf(name)]),
);

async function checkLayer(client, layer, i) {
  const headers = { 'Accept-Encoding': 'gzip' };
  const plain = await client.post(`/plain/${layer}/${i}`, { headers, body: {} });
  const sent = { headers, key: newKey(), body: {} };
  for (const cached of [false, true]) {
    const answer = await client.post(`/${layer}/${i}`, sent);
    expect([answer.status, answer.cached]).toEqual([plain.status, cached]);
    expect(unpacked(answer).equals(unpacked(plain))).toBe(true);
    for (const name of ['content-encoding', 'content-type', 'x-pieces']) {
      expect([name, answer.headers[name]]).toEqual([name, plain.headers[name]]);
    }
  }
}

onEachSetup((express, store) => {
  let client;
  beforeAll(async () => {
    client = await define(express, store());
  });

  test.each(cases)('%s below %s', (name, layer, i) => checkLayer(client, layer, i));
});

onEachExpress((express) => {
  test.each(cases)('%s below %s, while the store takes its time', async (name, layer, i) => {
    const { store, asked, open } = slowStore();
    const client = await define(express, store);
    const answering = checkLayer(client, layer, i);
    await Promise.race([asked, answering]);
    await new Promise(setImmediate);
    await fs.promises.stat(__filename);
    open();
    await answering;
  });
});
