'use strict';

const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');
const { atEnd } = require('../../helpers/cleanups');
const { onEachExpress } = require('../../helpers/express-versions');
const { snippetsOf } = require('../../helpers/readme');
const { startRedis } = require('../../helpers/redis-server');
const { startSnippet } = require('../../helpers/snippet-process');
const { until } = require('../../helpers/until');

const [application] = snippetsOf('docs/guides/charging-money.md');
const [shutdown] = snippetsOf('docs/recipes/graceful-shutdown.md');

onEachExpress((_, version) => {
  test('the recipe for a shutdown stores running results, refuses new requests, and ends the process', async () => {
    const redis = await startRedis();
    const opening = `import { createStore } from 'onceonly';
      const store = createStore({ redis: '${redis.url}' });\n`;
    const program = application.replace(
      'scope: false',
      'scope: false, redis: process.env.REDIS_URL',
    );
    const options = { version, env: { REDIS_URL: redis.url } };
    const end = shutdown.replace(/^const server.*$/m, '');
    const { child, client, exited } = await startSnippet(`${opening}${program}${end}`, options);
    const agent = new http.Agent({ keepAlive: true });
    atEnd(() => agent.destroy());
    await once(http.get({ port: client.port, agent }), 'response').then(([idle]) => idle.resume());
    const held = once(child, 'message');
    const sent = { key: 'held', body: { amount: 1, hold: true } };
    const first = client.post('/api/payments/charge', sent);
    await held;
    child.kill('SIGTERM');
    const refuses = async () => {
      const socket = net.connect(client.port, '127.0.0.1');
      const error = await once(socket, 'connect').catch((cause) => cause);
      socket.destroy();
      return error.code === 'ECONNREFUSED';
    };
    await until(refuses, 'it accepts no new connection');
    child.send('go on');
    const answer = await first;
    expect(answer).toMatchObject({ status: 200, cached: false });
    expect(await exited).toEqual([0, null]);
    const next = await startSnippet(program, options);
    const replay = await next.client.post('/api/payments/charge', sent);
    expect(replay).toMatchObject({ status: 200, cached: true, text: answer.text });
  });
});
