'use strict';

const http = require('node:http');
const { randomBytes } = require('node:crypto');

const { MemoryStore, idempotency, idempotentRoute } = require('onceonly');

const { MAX_ROUTES } = require('../../lib/identity/event-route');
const { serve } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { onEachExpress } = require('../helpers/express-versions');

const AT_ONCE = 32;

const random = () => randomBytes(6).toString('base64url');
const anyCase = (path) =>
  [...path].map((letter) => (Math.random() < 0.5 ? letter.toUpperCase() : letter)).join('');

/** Sends `count` requests with a new key each to the paths that `pathOf()` gives. */
async function postMany(port, count, pathOf) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  atEnd(() => agent.destroy());
  const post = (path) =>
    new Promise((resolve, reject) => {
      const headers = { 'Idempotency-Key': random(), 'Content-Length': 0 };
      const request = http.request({
        port,
        host: '127.0.0.1',
        agent,
        method: 'POST',
        path,
        headers,
      });
      request.on('response', (response) => response.resume().on('end', resolve));
      request.on('error', reject).end();
    });
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - sent) }, () => post(pathOf())),
    );
  }
}

onEachExpress((express, packageName) => {
  // Ten thousand with one version of Express are enough.
  const count = packageName === 'express' ? 10_000 : 1000;
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

  test(`${count} random paths and keys have a handful of routes`, async () => {
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
    await postMany(port, count, () => paths[Math.floor(Math.random() * paths.length)]());
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
