'use strict';

const { once } = require('node:events');
const net = require('node:net');
const { createInterface } = require('node:readline');

const ESCAPES = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

function unescaped(text) {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex, character) =>
    hex === undefined
      ? (ESCAPES[character] ?? character)
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The arguments of a command in a line of MONITOR, or undefined for a line without a command of a client. */
function commandIn(line) {
  const [, client, quoted] = /^\+[\d.]+ \[\d+ ([^\]]*)\] (.*)$/.exec(line) ?? [];
  if (client === undefined || client === 'lua') return undefined;
  return [...quoted.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => unescaped(text));
}

/** The commands that clients send to the server at `port` while `use(mark)` runs; `mark(name)` leaves an ECHO among them. */
async function commandsDuring({ port, client }, use) {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const lines = createInterface(socket)[Symbol.asyncIterator]();
    socket.write('MONITOR\r\n');
    await lines.next();
    await use((name) => client.call('ECHO', name));
    await client.call('ECHO', 'end of the recording');
    const commands = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('the recording was cut off');
      const command = commandIn(value);
      if (command?.[1] === 'end of the recording') return commands;
      if (command !== undefined) commands.push(command);
    }
  } finally {
    socket.destroy();
  }
}

module.exports = { commandIn, commandsDuring };
