'use strict';

const { createServer } = require('node:http');
const { createStore } = require('onceonly');
const { createApp } = require('./app');
const { createFolderStore } = require('./folder-store');
const { createLedgerFile } = require('./ledger');

const DRAIN_MS = 10_000;
const { REDIS_URL, STORE_FOLDER, LEDGER_FILE, UNPROTECTED } = process.env;

function readNumber(name, fallback) {
  const value = Number(process.env[name] ?? fallback);
  if (!(value >= 0)) throw new TypeError(`${name} must be a number, 0 or more.`);
  return value;
}

function describeStore() {
  if (UNPROTECTED === '1') return 'none, UNPROTECTED=1';
  if (STORE_FOLDER) return 'files, for the demo';
  if (REDIS_URL === undefined) return 'embedded, protects this process only';
  // The host alone: a URL may carry a password in several of its other parts.
  const host = URL.canParse(REDIS_URL) && new URL(REDIS_URL).host;
  return host ? `Redis at ${host}` : 'Redis';
}

function openStore() {
  if (STORE_FOLDER) return createFolderStore(STORE_FOLDER);
  return createStore(REDIS_URL === undefined ? {} : { redis: REDIS_URL });
}

// New work is refused with 503; what runs may finish and store its answer, and what takes longer is left for another
// process to take over.
function closeOn(signal, server, store) {
  process.once(signal, () => {
    server.close();
    store.close({ drain: DRAIN_MS });
    // A connection that is busy now would otherwise stay open for its whole keep-alive time.
    setInterval(() => server.closeIdleConnections(), 100).unref();
  });
}

const store = openStore();
const ledgerFile = LEDGER_FILE || createLedgerFile();
const app = createApp({
  store,
  ledgerFile,
  gatewayDelayMs: readNumber('GATEWAY_DELAY_MS', 0),
  lockTTL: readNumber('LOCK_TTL_S', 20),
  unprotected: UNPROTECTED === '1',
});

const server = createServer(app);
server.listen(readNumber('PORT', 3000), () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  console.log(`Payments at ${url} (store: ${describeStore()}; ledger: ${ledgerFile})`);
});
closeOn('SIGTERM', server, store);
closeOn('SIGINT', server, store);
