'use strict';

const { createServer } = require('node:http');
const { createApp } = require('./app');

const { REDIS_URL, PORT = '3000' } = process.env;

const server = createServer(createApp({ redisUrl: REDIS_URL }));
server.listen(Number(PORT), () => {
  const store = REDIS_URL === undefined ? 'embedded, protects this process only' : 'Redis';
  console.log(`Agents at http://127.0.0.1:${server.address().port} (store: ${store})`);
});
process.once('SIGTERM', () => server.close());
process.once('SIGINT', () => server.close());
