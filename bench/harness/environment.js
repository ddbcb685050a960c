'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const BENCH = path.join(__dirname, '..');

// The adapter of a peer brings a node-redis of its own.
const BROUGHT = /^node_modules\/(.+)\/node_modules\/redis$/;

function peerVersions() {
  const { dependencies } = JSON.parse(readFileSync(path.join(BENCH, 'package.json'), 'utf8'));
  const { packages } = JSON.parse(readFileSync(path.join(BENCH, 'package-lock.json'), 'utf8'));
  const own = Object.keys(dependencies).map((name) => [
    name,
    packages[`node_modules/${name}`].version,
  ]);
  const brought = Object.entries(packages).flatMap(([place, { version }]) => {
    const [, owner] = BROUGHT.exec(place) ?? [];
    return owner === undefined ? [] : [[`redis (in ${owner})`, version]];
  });
  return Object.fromEntries([...own, ...brought]);
}

function firstMatch(pattern, command, ...args) {
  return pattern.exec(execFileSync(command, args, { encoding: 'utf8' }))[1];
}

/** What the figures depend on. */
function environment() {
  return {
    date: new Date().toISOString(),
    node: process.version,
    openssl: process.versions.openssl,
    redis: firstMatch(/v=(\S+)/, 'redis-server', '--version'),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    processor: os.cpus()[0].model,
    cores: os.cpus().length,
    load: os.loadavg()[0],
    peers: peerVersions(),
  };
}

module.exports = { environment };
