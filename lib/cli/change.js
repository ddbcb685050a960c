'use strict';

const os = require('node:os');

const { addressOf } = require('./address');
const { confirm } = require('./confirm');
const { EXIT } = require('./exit-codes');
const { patiently } = require('./patience');
const { recordPairs } = require('./record');

/** @import { Context } from './context' */
/** @import { Connection } from './connect' */
/** @import { Inspection } from '../../types/store' */

/** A change that the store has refused, in the words of its command. */
class RefusedChange extends Error {
  name = 'RefusedChange';
}

/**
 * What is known of a record when its change is asked for. Only an attempt that still is the same is changed.
 * @typedef {Pick<Inspection, 'attempt' | 'fence' | 'state'>} Seen
 */

/**
 * A change of one record. `make` resolves to whether it was made.
 * @typedef {object} Change
 * @property {string} action
 * @property {string} after  The state afterwards.
 * @property {string} nothing  Said if there was nothing to change.
 * @property {(record: Inspection) => string} question
 * @property {string} [inProgress]  Said if the operation runs, or has to end first.
 * @property {(connection: Connection, address: { id: string }, seen: Seen) => Promise<boolean>} make
 */

/**
 * Shows the record that the arguments name, asks, makes the change, and writes one line of JSON for a log.
 * @param {Context} context
 * @param {Change} change
 * @returns {Promise<number>}
 */
async function changeRecord(context, change) {
  const { output, stdin } = context;
  const address = await addressOf(context, stdin);
  const connection = await context.connect();
  const record = await patiently(() => connection.store.inspect(address));
  if (record === null) {
    output.say('No record has this name. Nothing was changed.');
    return EXIT.NOTHING;
  }
  for (const [name, value] of recordPairs(record)) output.say(`${name.padEnd(12)}${value}`);
  if (!(await confirm(change.question(record), context))) return EXIT.NOTHING;
  const { id, attempt, fence, state } = record;
  const unsure = `The change may have been made. Look with: onceonly inspect --id ${id}`;
  context.ifInterrupted = `Interrupted. ${unsure}`;
  const seen = { attempt, fence, state };
  const isMade = await made(change, connection, { id }, seen).catch((error) => {
    if (error.code === 'LOCK_FAILED') output.say(unsure);
    throw error;
  });
  context.ifInterrupted = undefined;
  if (isMade)
    writeChange(context, change.action, {
      id,
      label: record.label,
      before: { state, attempt },
      after: change.after,
    });
  else output.say(change.nothing);
  return isMade ? EXIT.DONE : EXIT.NOTHING;
}

/**
 * @param {Change} change
 * @param {Connection} connection
 * @param {{ id: string }} address
 * @param {Seen} seen
 */
async function made({ make, inProgress }, connection, address, seen) {
  try {
    return await make(connection, address, seen);
  } catch (error) {
    if (error.code !== 'REQUEST_IN_PROGRESS' || inProgress === undefined) throw error;
    throw new RefusedChange(inProgress);
  }
}

/**
 * One line of JSON for each change: when, who, what.
 * @param {Context} context
 * @param {string} action
 * @param {object} what
 */
function writeChange({ output, env }, action, what) {
  output.json({
    time: new Date().toISOString(),
    by: whoIs(env),
    host: os.hostname(),
    action,
    ...what,
  });
}

/**
 * The user, also behind sudo. A container may have users without a name.
 * @param {NodeJS.ProcessEnv} env
 */
function whoIs(env) {
  if (env.SUDO_USER) return env.SUDO_USER;
  try {
    return os.userInfo().username;
  } catch {
    return env.USER ?? env.USERNAME ?? `${process.getuid?.() ?? 'unknown'}`;
  }
}

module.exports = { changeRecord, writeChange };
