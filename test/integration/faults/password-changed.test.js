'use strict';

const { randomUUID } = require('node:crypto');
const fs = require('node:fs/promises');
const { setTimeout: wait } = require('node:timers/promises');

const { defineFault } = require('../../helpers/faults/define-fault');
const { sized } = require('../../helpers/faults/settings');

const USER = 'payments';
const UNKNOWN_MS = 2500;

async function setPassword({ redis }, password) {
  await redis.command(
    'ACL',
    'SETUSER',
    USER,
    'on',
    'resetpass',
    `>${password}`,
    '~*',
    '&*',
    '+@all',
  );
}

defineFault('password changed at run time', {
  rounds: sized({ short: 1, full: 4 }),

  async prepare(run) {
    const password = randomUUID();
    await setPassword(run, password);
    await fs.writeFile(run.file('password'), password);
    return { REDIS_USER: USER, PASSWORD_FILE: run.file('password') };
  },

  // Redis asks for the new password from now on; the apps are told it later.
  async strike(run) {
    const password = randomUUID();
    run.struck();
    await setPassword(run, password);
    await run.redis.command('CLIENT', 'KILL', 'USER', USER);
    await wait(UNKNOWN_MS);
    await fs.writeFile(run.file('password'), password);
  },
});
