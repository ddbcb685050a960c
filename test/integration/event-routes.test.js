'use strict';

const { randomBytes } = require('node:crypto');
const net = require('node:net');

const { MemoryStore, idempotency, idempotentRoute } = require('onceonly');

const { MAX_ROUTES } = require('../../lib/identity/event-route');
const { serve } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');

const SOCKETS = 10;

const random = () => randomBytes(6).toString('base64url');
const anyCase = (path) =>
  [...path].map((letter) => (Math.random() < 0.5 ? letter.toUpperCase() : letter)).join('');

/** Sends `count` requests with a new key each to the paths that `pathOf()` gives, all at once on a few connections. */
async function postMany(port, count, pathOf) {
  const perSocket = Math.ceil(count / SOCKETS);
  await Promise.all(
    Array.from({ length: Math.min(SOCKETS, count) }, () => postAll(port, perSocket, pathOf)),
  );
}

async function postAll(port, count, pathOf) {
  const socket = net.connect(port, '127.0.0.1');
  for (let left = count; left > 0; left--) {
    const connection = left === 1 ? 'close' : 'keep-alive';
    const head = [`POST ${pathOf()} HTTP/1.1`, 'Host: x', 'Content-Length: 0'];
    head.push(`Idempotency-Key: ${random()}`, `Connection: ${connection}`);
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
  }
  const text = Buffer.concat(await socket.toArray()).toString();
  expect(text.match(/HTTP\/1\.1 \d/g)).toHaveLength(count);
}

onEachExpress((express) => {
  const store = new MemoryStore();
  const scope = false;
  const sendEmpty = (req, res) => res.end();

  /** Serves what `define(app, options)` mounts, and gives the routes of the events of all requests. */
  async function serveRoutes(define) {
    const routes = new Set();
    const onEvent = ({ route }) => routes.add(route);
    const options = { store, scope, onEvent };
    const { port } = await serve(express, (app) => define(app, options));
    return { port, routes };
  }

  test('10,000 random paths and keys have a handful of routes', async () => {
    const pay = idempotentRoute(() => 1);
    const { port, routes } = await serveRoutes((app, options) => {
      app.use('/captured', idempotency({ ...options, mode: 'response' }), sendEmpty);
      const shop = express.Router().post('/pay', pay);
      app.use('/shops/:shop', idempotency(options), shop);
      app.use('/plain', idempotency(options));
      app.post('/plain/:id/pay', pay);
      app.post(/^\/plain\/match-.+$/, pay);
      app.post(['/plain/list/:id', '/plain/lists/:id'], pay);
      app.use('/plain/router', express.Router().post('/', pay).post('/deep/:id', pay));
    });
    const paths = [
      () => `${anyCase('/captured')}/${random()}/${random()}`,
      () => `${anyCase('/shops')}/${random()}/pay`,
      () => `${anyCase('/plain')}/${random()}/pay`,
      () => `${anyCase('/plain')}/${random()}?${random()}`,
      () => `/plain/match-${random()}`,
      () => `/plain/list/${random()}`,
      () => anyCase('/plain/router'),
      () => `${anyCase('/plain/router')}/deep/${random()}`,
    ];
    await postMany(port, 10_000, () => paths[Math.floor(Math.random() * paths.length)]());
    expect([...routes].sort()).toEqual(
      [
        '/captured',
        '/plain',
        '/plain/:id/pay',
        '/plain/list/:id,/plain/lists/:id',
        '/plain/router',
        '/plain/router/deep/:id',
        '/shops/:shop/pay',
        String(/^\/plain\/match-.+$/),
      ].sort(),
    );
  });

  test('`eventRoute` names them, and a name that is no text or an exception leaves the usual one', async () => {
    const { port, routes } = await serveRoutes((app, options) => {
      const eventRoute = (req) => {
        if (req.originalUrl === '/throws') throw new Error('x');
        return { '/named': 'checkout', '/number': 7 }[req.originalUrl];
      };
      app.use(idempotency({ ...options, mode: 'response', eventRoute }), sendEmpty);
    });
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await postMany(port, 1, () => '/named');
    expect([...routes]).toEqual(['checkout']);
    for (const path of ['/number', '/throws', '/else']) await postMany(port, 1, () => path);
    emitWarning.mockRestore();
    expect([...routes]).toEqual(['checkout', '/']);
  });

  // The last test of the file: afterwards no new name is taken.
  test('names that a client can choose are bounded too', async () => {
    const { port, routes } = await serveRoutes((app, options) => {
      app.use(idempotency({ ...options, eventRoute: (req) => req.path }));
      app.use(sendEmpty);
    });
    await postMany(port, 2 * MAX_ROUTES, () => `/${random()}`);
    expect(routes.size).toBeLessThanOrEqual(MAX_ROUTES + 1);
    expect(routes).toContain('other');
  });
});
