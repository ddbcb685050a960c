'use strict';

const express = require('express');
const { Pool } = require('pg');
const { createApp, migrate } = require('./app');

async function main() {
  const { PORT = '3000', DATABASE_URL } = process.env;
  if (DATABASE_URL === undefined)
    throw new Error('Set DATABASE_URL, such as postgres://localhost/app.');
  const service = createApp({ express, Pool, url: DATABASE_URL });
  await migrate(service);
  const server = service.app.listen(Number(PORT), '127.0.0.1', () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
  process.once('SIGTERM', () => {
    server.close(async () => {
      await service.store.close({ drain: 5000 });
      process.exit(0);
    });
    server.closeIdleConnections();
  });
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
