'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { Client } = require('pg');
const { ChildProcess } = require('../../helpers/child-process.js');
const { asUser, ownFolder } = require('../../helpers/postgres-server.js');
const { until } = require('../../helpers/until.js');

const PORT = 6432;

/** Starts a pgbouncer in transaction mode before a PostgreSQL. Resolves to the settings for a Pool of `pg`. */
async function startPgbouncer(server, poolSize = 3) {
  const folder = ownFolder();
  const { host, port, user, database } = server.connection;
  const file = path.join(folder, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `${database} = host=${host} port=${port}`,
    '[pgbouncer]',
    `unix_socket_dir = ${folder}`,
    `listen_port = ${PORT}`,
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
    'max_client_conn = 200',
  ];
  // With auth_type = any everybody is one user of the server.
  lines[1] += ` user=${user}`;
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  if (process.getuid() === 0) execFileSync('chown', ['postgres', file]);
  const bouncer = new ChildProcess(...asUser('/usr/sbin/pgbouncer', [file]));
  const connection = { host: folder, port: PORT, user, database };
  await until(() => answers(connection, bouncer), 'pgbouncer answers');
  return connection;
}

async function answers(connection, bouncer) {
  if (bouncer.hasExited) throw new Error(`pgbouncer ended: ${bouncer.output}`);
  const client = new Client(connection);
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

module.exports = { startPgbouncer };
