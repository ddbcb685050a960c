'use strict';

const fs = require('node:fs');
const http = require('node:http');
const { once } = require('node:events');
const path = require('node:path');
const { promisify } = require('node:util');

const { chromium } = require('playwright-core');
const { atEnd } = require('../../helpers/cleanups');

// Not a loopback name, so that a page of it is not secure.
const INSECURE_HOST = 'shop.test';

/** The program of Debian's package. */
function findChromium() {
  const folders = process.env.PATH.split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, 'chromium')).find(fs.existsSync);
  if (found === undefined)
    throw new Error('chromium is missing: bash scripts/setup.sh --ecosystem');
  return found;
}

/** A real Chromium that ends with the test file. */
async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    // Root may not use the sandbox. The pages are ours.
    args: ['--no-sandbox', `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`],
  });
  atEnd(() => browser.close());
  return browser;
}

/** Serves an app on a free port until the test file ends, and gives the port. */
async function listen(app) {
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    return promisify(server.close.bind(server))();
  });
  return server.address().port;
}

module.exports = { INSECURE_HOST, listen, startBrowser };
