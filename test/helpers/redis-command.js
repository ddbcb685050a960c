'use strict';

const net = require('node:net');

function encode(args) {
  const parts = args.map(String).map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
  return `*${args.length}\r\n${parts.join('')}`;
}

/** Reads one reply of RESP2 at `at`: `{ value, next }`, or null where more bytes are needed. Errors are values. */
function decode(text, at = 0) {
  const end = text.indexOf('\r\n', at);
  if (end === -1) return null;
  const head = text.slice(at + 1, end);
  const next = end + 2;
  switch (text[at]) {
    case '+':
      return { value: head, next };
    case '-':
      return { value: new Error(head), next };
    case ':':
      return { value: Number(head), next };
    case '$':
      return decodeBulk(text, next, Number(head));
    default:
      return decodeArray(text, next, Number(head));
  }
}

function decodeBulk(text, at, length) {
  if (length === -1) return { value: null, next: at };
  if (text.length < at + length + 2) return null;
  return { value: text.slice(at, at + length), next: at + length + 2 };
}

function decodeArray(text, at, length) {
  const value = [];
  let next = at;
  for (let i = 0; i < length; i++) {
    const item = decode(text, next);
    if (item === null) return null;
    value.push(item.value);
    next = item.next;
  }
  return { value, next };
}

/** Sends commands in one write over a connection of their own. Resolves to the replies, bytes as Latin-1 text and errors as values. */
function sendCommands(path, commands) {
  return new Promise((resolve, reject) => {
    const replies = [];
    let text = '';
    const socket = net.connect(path, () => socket.write(commands.map(encode).join('')));
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
      let at = 0;
      for (let read = decode(text); read !== null; read = decode(text, at)) {
        replies.push(read.value);
        at = read.next;
      }
      text = text.slice(at);
      if (replies.length < commands.length) return;
      socket.destroy();
      resolve(replies);
    });
    socket.once('error', reject);
    socket.once('end', () => reject(new Error('the connection ended before the reply')));
  });
}

/** Sends one command over a connection of its own and resolves to its reply. */
async function sendCommand(path, args) {
  const [reply] = await sendCommands(path, [args]);
  if (reply instanceof Error) throw reply;
  return reply;
}

module.exports = { decode, encode, sendCommand, sendCommands };
