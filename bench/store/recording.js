'use strict';

const { onRedis } = require('./clients/onceonly');
const { commandsDuring } = require('./monitor');

// What differs from pair to pair, as one finds it in a recorded command.
const ID = 'i'.repeat(43);
const TOKEN = 't'.repeat(22);
const TEXT = 'p'.repeat(57);
const VARYING = new RegExp(`(${ID}|${TOKEN}|${TEXT})`);
// A begin may carry the time after which it is too late. The recorded one is sent again for minutes.
const BUDGET_MS = 3_600_000;
const SLOTS = { [ID]: 'id', [TOKEN]: 'token', [TEXT]: 'text' };

const partsOf = (argument) =>
  argument
    .split(VARYING)
    .filter((part) => part !== '')
    .map((part) => ({ fixed: part, slot: SLOTS[part] }));

const template = (command) => command.map(partsOf);
const isMark = ([name, text]) => name.toUpperCase() === 'ECHO' && text === 'completes';
const names = (command) => command.some((argument) => argument.includes(ID));

/**
 * The commands that the product sends for one pair of begin and complete, for clients that send the same in another way:
 * `{ begin, complete, turn }`, lists of commands whose arguments are lists of `{ fixed, slot }`. `turn` has the commands
 * that name no key: they follow once whatever a turn of the event loop sends. `connect(port)` gives the product's client.
 */
async function recordPair(server, connect = onRedis) {
  const product = await connect(server.port);
  try {
    // The connection and the scripts are there before anything is recorded.
    await product.pair('w'.repeat(43), 'w'.repeat(22), Buffer.from('j""'));
    const commands = await commandsDuring(server, async (mark) => {
      const claim = await product.begin(ID, TOKEN, BUDGET_MS);
      await mark('completes');
      await product.complete(ID, TOKEN, claim, Buffer.from(`j"${TEXT}"`));
    });
    const middle = commands.findIndex(isMark);
    const begin = commands.slice(0, middle).filter(names);
    const complete = commands.slice(middle + 1).filter(names);
    const turn = commands.slice(0, middle).filter((command) => !names(command));
    if (begin.length === 0 || complete.length === 0) throw new Error('no pair was recorded');
    return {
      begin: begin.map(template),
      complete: complete.map(template),
      turn: turn.map(template),
    };
  } finally {
    await product.close();
  }
}

function filled(parts, values) {
  let text = '';
  for (const { fixed, slot } of parts) text += slot === undefined ? fixed : values[slot];
  return text;
}

/** A recorded command for one pair: `values` are its `{ id, token, text }`. */
const fill = (command, values) => command.map((parts) => filled(parts, values));

module.exports = { ID, recordPair, fill };
