'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');

const onceonly = require('../../../../lib/adapters/fastify');

const { BINARY, FILE, ORIGIN, PARTS } = require('../suite/content');
const { clientOf } = require('./serve');

const SENDERS = {
  run: (reply, value) => reply.send(value),
  json: (reply, value) =>
    reply.setCookie('session', 'first').header('location', '/orders/1').code(201).send(value),
  binary: (reply) => reply.type('application/octet-stream').send(BINARY),
  empty: (reply) => reply.code(204).send(),
  redirect: (reply) => reply.code(303).header('location', '/done').send(),
  stream: (reply) => reply.type('text/plain').send(Readable.from(PARTS)),
  download: (reply) =>
    reply
      .type('text/plain')
      .header('content-disposition', `attachment; filename="${path.basename(FILE)}"`)
      .send(fs.createReadStream(FILE)),
};

function handlerFor(mode, operation, send) {
  return async (request, reply) => {
    const run = () => operation(request.body);
    const { result } =
      mode === 'execute' ? await request.idempotency.execute(run) : { result: await run() };
    return send(reply, result);
  };
}

/** Fastify 4 or 5, with its plugins for that version. */
function fastifyServer(name, fastify, { compress, cookie, cors }, serverOptions) {
  return {
    name,
    // Fastify refuses a body that no parser takes, before the plugin sees it.
    unread: ['FST_ERR_CTP_INVALID_MEDIA_TYPE'],
    headerOf: (request, header) => request.headers[header],
    async start({ mode, options, operation }) {
      const app = fastify(serverOptions);
      app.setErrorHandler((error, request, reply) => {
        const status = error.statusCode ?? error.status ?? 500;
        reply.code(status).send({ by: 'the app', message: error.message, error: error.code });
      });
      await app.register(cors, { origin: ORIGIN });
      await app.register(cookie);
      await app.register(onceonly, { mode, ...options });
      await app.register(compress, { threshold: 1 });
      for (const [path, send] of Object.entries(SENDERS)) {
        const handler = handlerFor(mode, operation, send);
        app.post(`/${path}`, handler);
        app.post(`/${path}::b`, handler);
      }
      app.post('/skip', async (request) => {
        operation();
        request.idempotency.skip?.();
        return 'skipped';
      });
      await app.listen({ port: 0, host: '127.0.0.1' });
      return clientOf(app.server, () => app.close());
    },
  };
}

module.exports = { fastifyServer };
