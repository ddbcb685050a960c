'use strict';

// What a server of records does with a command: `{ name: 'insert', text, ttl }`, `{ name: 'look' }` or
// `{ name: 'swap', expected, text, ttl }`, where a text of null removes, and a ttl of null keeps the time that is left.

/** The record that a command leaves, and its reply: `{ isWritten, found }`, `found` as it was before. */
function execute(command, record) {
  const { name, text, ttl } = command;
  const mayWrite = {
    insert: () => record === null,
    look: () => false,
    swap: () => record !== null && record.text === command.expected,
  }[name]();
  if (!mayWrite) return { reply: { isWritten: false, found: record }, record };
  const written = text === null ? null : { text, left: ttl ?? record.left };
  return { reply: { isWritten: true, found: null }, record: written };
}

module.exports = { execute };
