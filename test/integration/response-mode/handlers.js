'use strict';

const fs = require('node:fs');
const { PassThrough, Readable, pipeline } = require('node:stream');
const zlib = require('node:zlib');

const FILE = require.resolve('../../../package-lock.json');
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const MIB = 1024 * 1024;

const named = { ETag: '"\xe4"' };
const NAIVE = 'attachment; filename="na\xefve.txt"';
const soon = (run) => setImmediate(run);
const failed = (status) => Object.assign(new Error('declined'), { status });

/** Handlers as they stand in apps, by what they do: each a function, or `{ handler }` with what it needs around it. */
// It watches the connection, and sends nothing to a client that has left.
const ofFile = (handler) => ({ handler, needsClient: true });

const bodies = {
  'send of a string': (req, res) => res.send('<p>done</p>'),
  'send of a Buffer': (req, res) => res.send(EVERY_BYTE),
  'send of an object': (req, res) => res.send({ id: 7, tags: [] }),
  'send of nothing': (req, res) => res.send(''),
  json: (req, res) => res.status(201).json({ id: 7, at: new Date(0) }),
  'json of null': (req, res) => res.json(null),
  jsonp: { query: '?callback=show', handler: (req, res) => res.jsonp({ id: 7 }) },
  'end with nothing': (req, res) => res.end(),
  'end with a string': (req, res) => res.end('done'),
  'end with a Buffer': (req, res) => res.end(EVERY_BYTE),
  'end with an encoding and a callback': (req, res) => res.end('00ff80', 'hex', () => {}),
  'Latin-1 text and headers': (req, res) => res.set(named).end('\xe4\xff', 'latin1'),
  'text after a header that is no ASCII': (req, res) => res.set(named).end('text'),
  'bytes after a header that is no ASCII': (req, res) => res.set(named).end(EVERY_BYTE),
  'nothing after a header that is no ASCII': (req, res) => res.set(named).end(),
  'chunks of text after a header that is no ASCII': (req, res) => {
    res.set(named).write('a');
    res.end('b');
  },
  'text of known length after a header that is no ASCII': (req, res) => {
    res.writeHead(200, { ...named, 'Content-Length': 2 }).write('a');
    res.end('b');
  },
  'a reason that is no ASCII, with text': (req, res) => {
    res.statusMessage = 'D\xe9j\xe0 vu';
    res.end('text');
  },
  'a reason that is no ASCII, with bytes': (req, res) => {
    res.writeHead(200, 'D\xe9j\xe0 vu', named);
    res.end(EVERY_BYTE);
  },
  'text in utf-8 after a header that is no ASCII': (req, res) =>
    res.set(named).end('\xe4', 'utf-8'),
  'text after writeHead and a header that is no ASCII': (req, res) => {
    res.writeHead(200, named);
    res.end('text');
  },
  'no text first, after a header that is no ASCII': (req, res) => {
    res.set(named).write('');
    res.end('text');
  },
  'a file name that is no ASCII, with text': (req, res) =>
    res.setHeader('Content-Disposition', NAIVE).end('text'),
  'a file name that is no ASCII, with bytes': (req, res) =>
    res.setHeader('Content-Disposition', NAIVE).end(EVERY_BYTE),
  'a file name that is no ASCII, with nothing': (req, res) =>
    res.setHeader('Content-Disposition', NAIVE).end(),
  'a file name that is no ASCII, sent by send': (req, res) =>
    res.set('Content-Disposition', NAIVE).send('text'),
  'a file name that is no ASCII after its length': (req, res) => {
    res.writeHead(200, { 'Content-Length': 4, 'Content-Disposition': NAIVE }).write('te');
    res.end('xt');
  },
  'NUL bytes': (req, res) => res.type('text').send('a\0b\0\0'),
  'UTF-8 text': (req, res) => res.type('text').send('naïve 🙂'),
  'what is not UTF-8': (req, res) => res.type('bin').send(Buffer.from([0xc3, 0x28, 0xa0])),
  'line ends that look like a head': (req, res) => res.type('text').send('\n\nr200 OK\r\n\r\nx'),
  'one byte over a MiB': (req, res) => res.send(Buffer.alloc(MIB + 1, 'x')),
  'a body after a while': (req, res) => void setTimeout(() => res.json({ late: true }), 20),
};

const streams = {
  'write and end': (req, res) => {
    res.write('one,');
    res.end('two');
  },
  'writes with encodings and callbacks': (req, res) => {
    res.write('e9', 'hex', () => res.write(Buffer.from('-'), () => res.end('6162', 'hex')));
  },
  'one buffer written again and again': (req, res) => {
    const buffer = Buffer.alloc(4);
    const step = (n) => {
      if (n === 5) return res.end();
      buffer.fill(`${n}`);
      res.write(buffer, () => step(n + 1));
    };
    step(0);
  },
  'cork and uncork': (req, res) => {
    res.cork();
    res.write('a');
    res.write('b');
    res.uncork();
    soon(() => res.end());
  },
  'flushHeaders first': (req, res) => {
    res.type('text').flushHeaders();
    soon(() => res.end('at last'));
  },
  pipe: (req, res) => Readable.from(['a', 'b', 'c'].map(Buffer.from)).pipe(res),
  'pipe of a large file': (req, res) => fs.createReadStream(FILE).pipe(res),
  'pipe through another stream': (req, res) => {
    const through = new PassThrough();
    through.pipe(res);
    soon(() => through.end('through'));
  },
  pipeline: (req, res, next) =>
    pipeline(fs.createReadStream(FILE), res, (error) => error && next(error)),
  'streamed JSON': (req, res) => {
    res.type('json').write('[');
    for (let i = 0; i < 100; i++) res.write(`${i === 0 ? '' : ','}{"i":${i}}`);
    res.end(']');
  },
  sendFile: ofFile((req, res) => res.sendFile(FILE)),
  download: ofFile((req, res) => res.download(FILE, 'lock "1".json')),
  'download by a name that is no ASCII': ofFile((req, res) => res.download(FILE, 'na\xefve.json')),
  'download by a name of another script': ofFile((req, res) =>
    res.download(FILE, '\u65e5\u672c.json'),
  ),
  'flushHeaders after a header that is no ASCII': (req, res) => {
    res.set(named).statusMessage = 'D\xe9j\xe0 vu';
    res.flushHeaders();
    soon(() => res.end('at last'));
  },
  // Node 26 puts off the head of a write to the end of the turn, and nothing tells so where nothing is sent.
  'flushHeaders in the turn of a write after a header that is no ASCII': {
    needsClient: true,
    handler: (req, res) => {
      res.set(named).write(Buffer.from('first'));
      res.flushHeaders();
      soon(() => res.end('at last'));
    },
  },
  'gzip by the handler': (req, res) =>
    res
      .set('Content-Encoding', 'gzip')
      .type('text')
      .end(zlib.gzipSync('packed'.repeat(99))),
  'gzip piped by the handler': (req, res) => {
    res.set('Content-Encoding', 'gzip');
    fs.createReadStream(FILE).pipe(zlib.createGzip()).pipe(res);
  },
  trailers: (req, res) => {
    res.set('Trailer', 'X-Sum').write('summed');
    res.addTrailers({ 'X-Sum': '42' });
    res.end();
  },
};

const heads = {
  redirect: (req, res) => res.redirect('/elsewhere?a=b'),
  'redirect with a status': (req, res) => res.redirect(303, '/orders/7'),
  sendStatus: (req, res) => res.sendStatus(202),
  'sendStatus of an error': (req, res) => res.sendStatus(404),
  'status 204': (req, res) => res.status(204).end(),
  'status 204 with a body': (req, res) => res.status(204).json({ ignored: true }),
  'status 304': (req, res) => res.set('ETag', '"7"').status(304).end(),
  'status 599': (req, res) => res.status(599).end('odd'),
  'a reason of its own': (req, res) => {
    res.statusMessage = 'Made Up';
    res.status(299).end('done');
  },
  'writeHead with an object': (req, res) => {
    res.writeHead(201, { 'Content-Type': 'text/x-own', Location: '/orders/7', 'X-Own': '1' });
    res.end('made');
  },
  'writeHead with a reason': (req, res) => {
    res.writeHead(201, 'Made', { 'Content-Type': 'text/plain', 'Content-Length': 4 }).end('made');
  },
  'writeHead with an array': (req, res) => {
    res.writeHead(200, ['Content-Type', 'text/plain', 'ETag', '"7"', 'X-Own', '1']);
    res.end('flat');
  },
  'writeHead with an array that gives a name twice': (req, res) => {
    res.writeHead(200, ['Link', '</a>; rel="a"', 'Link', '</b>; rel="b"', 'X-Own', '1']);
    res.end('flat');
  },
  'writeHead with several values': (req, res) => {
    res.writeHead(200, { Link: ['</a>; rel="a"', '</b>; rel="b"'], 'Set-Cookie': ['a=1', 'b=2'] });
    res.end();
  },
  'writeHead and then write': (req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain' });
    res.write('a');
    soon(() => res.end('b'));
  },
  'early hints': (req, res) => {
    res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    res.send('hinted');
  },
  processing: (req, res) => {
    res.writeProcessing();
    soon(() => res.send('processed'));
  },
  'every header of the list': (req, res) =>
    res
      .set({
        'Content-Language': 'de',
        'Cache-Control': 'private, max-age=60',
        'Last-Modified': 'Sun, 22 Nov 2026 00:00:00 GMT',
        'Retry-After': '9',
        ETag: 'W/"own"',
        Link: ['</a>; rel="a"', '</b>; rel="b"'],
      })
      .vary('Accept')
      .location('/orders/7')
      .attachment('own.txt')
      .send('all'),
  'headers of a Map, and appended ones': (req, res) => {
    res.setHeaders(new Map([['Content-Language', 'fr']]));
    res.appendHeader('Vary', 'Accept');
    res.appendHeader('Vary', 'Origin');
    res.removeHeader('X-Powered-By');
    res.end('mapped');
  },
  'a header that the app allows': (req, res) => res.set('X-Order', '7').send('ordered'),
  'res.format': (req, res) =>
    res.format({ text: () => res.send('text'), json: () => res.json({ as: 'json' }) }),
  'HEAD with a length': {
    method: 'HEAD',
    handler: (req, res) => res.type('text').send('not sent'),
  },
  'GET with a condition': {
    method: 'GET',
    headers: { 'If-None-Match': '"7"' },
    handler: (req, res) => res.set('ETag', '"7"').send('unchanged'),
  },
};

const errors = {
  'a thrown error': () => {
    throw failed(402);
  },
  'an error thrown by an async handler': async () => {
    throw failed(409);
  },
  'next(error)': (req, res, next) => soon(() => next(failed(422))),
  'an error of no status': (req, res, next) => next(new Error('a bug')),
  'no route': (req, res, next) => next(),
  "Express's own error page": (req, res, next) => next(Object.assign(failed(400), { plain: true })),
};

const compression = {
  'compression outside': { outside: true, handler: (req, res) => res.send('packed '.repeat(999)) },
  'compression outside of a stream': { outside: true, handler: streams['pipe of a large file'] },
  'compression outside of little': { outside: true, handler: (req, res) => res.json({ id: 7 }) },
  'compression inside': { inside: true, handler: (req, res) => res.send('packed '.repeat(999)) },
  'compression inside of a stream': { inside: true, handler: streams['pipe of a large file'] },
  'compression inside of little': { inside: true, handler: (req, res) => res.json({ id: 7 }) },
};

const all = { ...bodies, ...streams, ...heads, ...errors, ...compression };

/** `[name, { method, query, headers, outside, inside, needsClient, handler }]` of each. */
const handlers = Object.entries(all).map(([name, given]) => [
  name,
  {
    method: 'POST',
    query: '',
    headers: {},
    ...(typeof given === 'function' ? { handler: given } : given),
  },
]);

module.exports = { handlers };
