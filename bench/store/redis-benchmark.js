'use strict';

const { execFile } = require('node:child_process');
const { createHash } = require('node:crypto');
const { promisify } = require('node:util');
const { SCRIPTS, beginArguments, completeArguments, keysOf } = require('./scripts');

const run = promisify(execFile);

function evaluate(text, values) {
  const sha1 = createHash('sha1').update(text).digest('hex');
  return ['EVALSHA', sha1, '2', ...keysOf('__rand_int__'), ...values];
}

async function perSecond(port, { width, requests }, command) {
  const load = ['-c', '1', '-P', width, '-n', requests, '-r', '100000000', '--csv'];
  const { stdout } = await run('redis-benchmark', ['-p', port, ...load, ...command].map(String), {
    maxBuffer: 1 << 24,
  });
  const [, rate] = /"([\d.]+)"(?:,"[\d.]+"){6}\s*$/.exec(stdout);
  return Number(rate);
}

/**
 * What Redis itself takes on one connection, from a client in C that does nothing else: pairs per second of begin on fresh
 * keys, then complete on fresh keys, since redis-benchmark cannot hand a fence from one reply to the next command.
 * REQUIRES: a client that has loaded the scripts.
 */
async function redisBenchmark(port, settings) {
  const token = 't'.repeat(22);
  const payload = `j"${'x'.repeat(settings.payloadBytes - 3)}"`;
  const begin = await perSecond(port, settings, evaluate(SCRIPTS.begin, beginArguments(token)));
  const values = completeArguments(token, 1, payload);
  const complete = await perSecond(port, settings, evaluate(SCRIPTS.complete, values));
  return { perSecond: 1 / (1 / begin + 1 / complete) };
}

module.exports = { redisBenchmark };
