'use strict';

const { fill } = require('../recording');

const kindOf = (reply) => String(Array.isArray(reply) ? reply[0] : reply);

/** Runs `send` once in a turn of the event loop, after what else the turn sends. */
function oncePerTurn(send) {
  let isDue = false;
  const run = () => {
    isDue = false;
    send();
  };
  return () => {
    if (isDue) return;
    isDue = true;
    process.nextTick(run);
  };
}

/**
 * A client that sends the product's recorded commands by `send(args)`, which gives a promise of the reply. The first pair
 * tells what the replies to a good pair look like; `part.js` looks at what it stored.
 */
function sameCommands({ begin, complete, turn }, send) {
  let expected;
  const afterTurn = oncePerTurn(() => turn.forEach((command) => send(fill(command, {}))));
  const all = async (commands, values) => {
    let last;
    for (const command of commands) last = send(fill(command, values));
    return kindOf(await last);
  };
  return {
    async pair(id, token, payload) {
      // A payload is the text of a JSON string behind a letter.
      const values = { id, token, text: payload.slice(2, -1) };
      const begun = all(begin, values);
      if (turn.length > 0) afterTurn();
      const replies = [await begun, await all(complete, values)];
      expected ??= replies;
      return replies[0] === expected[0] && replies[1] === expected[1];
    },
  };
}

module.exports = { sameCommands };
