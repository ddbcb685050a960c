'use strict';

const { sendCommands } = require('./redis-command');

const OPEN_AT_ONCE = 128;
const KEYS_AT_ONCE = 100;
const MIGRATE_MS = 5000;

/** The replies of a node to commands that go in one write. Throws the first error. */
async function askAll(node, commands) {
  const replies = await sendCommands(node.socketPath, commands);
  const error = replies.find((reply) => reply instanceof Error);
  if (error) throw error;
  return replies;
}

/** Moves slots from one primary to another, many at once, as a reshard by hand does. */
async function moveSlots(slots, from, to) {
  const [source, target] = await Promise.all(
    [from, to].map((node) => node.command('CLUSTER', 'MYID')),
  );
  for (let at = 0; at < slots.length; at += OPEN_AT_ONCE) {
    const some = slots.slice(at, at + OPEN_AT_ONCE);
    const set = (node, ...state) =>
      askAll(
        node,
        some.map((slot) => ['CLUSTER', 'SETSLOT', slot, ...state]),
      );
    await set(to, 'IMPORTING', source);
    await set(from, 'MIGRATING', target);
    await moveKeys(some, from, to);
    await set(to, 'NODE', target);
    await set(from, 'NODE', target);
  }
}

async function moveKeys(slots, from, to) {
  for (;;) {
    const held = await askAll(
      from,
      slots.map((slot) => ['CLUSTER', 'GETKEYSINSLOT', slot, KEYS_AT_ONCE]),
    );
    // One slot at a time: MIGRATE takes keys of several slots only if all of them are there.
    const filled = held.filter((keys) => keys.length > 0);
    if (filled.length === 0) return;
    await askAll(
      from,
      filled.map((keys) => ['MIGRATE', '127.0.0.1', to.port, '', 0, MIGRATE_MS, 'KEYS', ...keys]),
    );
  }
}

module.exports = { moveSlots };
