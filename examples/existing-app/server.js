'use strict';

const { mkdtempSync } = require('node:fs');
const { createServer } = require('node:http');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const [, , version = 'after'] = process.argv;
const { createApp } = require(`./${version}/app`);

const folder = mkdtempSync(join(tmpdir(), 'contacts-'));
const server = createServer(createApp({ folder }));
server.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`Contacts (${version}) at http://127.0.0.1:${server.address().port}`);
});
process.once('SIGTERM', () => server.close());
process.once('SIGINT', () => server.close());
