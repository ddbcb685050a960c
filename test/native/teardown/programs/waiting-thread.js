'use strict';

const { pbkdf2 } = require('node:crypto');
const { parentPort, workerData } = require('node:worker_threads');

const { openStore } = require('./support');

const { way, place, blockPool } = workerData;

// With one thread in the pool, a look-up waits until this is done.
if (blockPool) pbkdf2('text', 'salt', 200_000, 64, 'sha512', () => {});
const store = openStore(way, place);
store.check('key').catch((error) => parentPort.postMessage(error.cause.code));
// By now the loop has turned and the connection is being opened.
setTimeout(() => parentPort.postMessage('waiting'), 50);
