'use strict';

const { setTimeout: pause } = require('node:timers/promises');

const { PlainRedis } = require('../../bench/harness/plain-redis');

const STEP_MS = 20;

/** The reply of the server at `port` to one command. */
async function ask(port, ...command) {
  const redis = await PlainRedis.connect(port);
  try {
    return await redis.call(...command);
  } finally {
    redis.close();
  }
}

/** Resolves to the first truthy answer of `condition`. Rejects after a minute. */
async function until(condition, what) {
  for (const ends = performance.now() + 60_000; performance.now() < ends;) {
    const answer = await condition();
    if (answer) return answer;
    await pause(STEP_MS);
  }
  throw new Error(`waited in vain until ${what}`);
}

const isPrimary = async (port) => (await ask(port, 'ROLE'))[0] === 'master';

module.exports = { ask, isPrimary, until };
