'use strict';

const { TcpRelay } = require('../../helpers/tcp-relay');

/** Takes the commands off the front of `text`: `{ commands: [{ args, text }], rest }`. */
function takeCommands(text) {
  const commands = [];
  let rest = text;
  for (;;) {
    const command = takeCommand(rest);
    if (command === null) return { commands, rest };
    commands.push(command);
    rest = rest.slice(command.text.length);
  }
}

function takeCommand(text) {
  let at = 0;
  const header = () => {
    const end = text.indexOf('\r\n', at);
    if (end === -1) return null;
    const number = Number(text.slice(at + 1, end));
    at = end + 2;
    return number;
  };
  const args = [];
  const count = header();
  for (let i = 0; i < count; i++) {
    const size = header();
    if (size === null || text.length < at + size + 2) return null;
    args.push(text.slice(at, at + size));
    at += size + 2;
  }
  return count === null ? null : { args, text: text.slice(0, at) };
}

/** A number of 13 digits, which is a time in milliseconds and nothing else in this protocol. */
const moveTimes = (text, ms) =>
  text.replace(/(\r\n:?)(\d{13})(?=\r\n)/g, (_, before, time) => `${before}${Number(time) + ms}`);
const moveClock = (text, ms) =>
  text.replace(/^\*2\r\n\$10\r\n\d{10}|(?<=\r\n\*2\r\n\$10\r\n)\d{10}/g, (found) =>
    found.replace(/\d{10}$/, (time) => Number(time) + ms / 1000),
  );

/**
 * Stands between a client and a real Redis, reads the commands, and can
 * - answer a command itself: `answer(args)` gives RESP, or undefined for Redis's own answer,
 * - pretend that Redis's clock is `shiftMs` ahead,
 * - hold commands back until `letGo()`, also when the client has hung up by then.
 */
class RespProxy extends TcpRelay {
  answer = () => undefined;
  shiftMs = 0;
  /** The names of the commands that came. */
  asked = [];
  /** What Redis has replied. */
  replies = '';
  #held;
  #marks = new Map();
  #isShut = false;

  holdBack() {
    this.#held = [];
  }

  /** How many commands are held back. */
  get held() {
    return this.#held?.length ?? 0;
  }

  letGo() {
    const held = this.#held;
    this.#held = undefined;
    for (const send of held) send();
  }

  /** Lets the commands go that were held back, and closes the way of their connections behind them. */
  letGoAlone() {
    const held = this.#held;
    this.#held = undefined;
    for (const send of held) send();
    this.#isShut = true;
  }

  relay(client, target) {
    for (const socket of [client, target]) socket.setEncoding('latin1');
    target.on('close', () => client.destroy());
    let rest = '';
    client.on('data', (text) => {
      const taken = takeCommands(rest + text);
      rest = taken.rest;
      for (const command of taken.commands) this.#onCommand(command, client, target);
    });
    target.on('data', (text) => this.#onReply(text, client));
  }

  #onCommand({ args, text }, client, target) {
    if (this.#isShut) return;
    this.asked.push(args[0]);
    const own = this.answer(args);
    if (own !== undefined) return this.#answerInTurn(own, client, target);
    const send = () => target.write(moveTimes(text, -this.shiftMs), 'latin1');
    if (this.#held === undefined) return send();
    this.#held.push(send);
  }

  // Redis is made to reply in the place of an answer of the proxy's own, so that it comes in its turn.
  #answerInTurn(own, client, target) {
    const mark = `mark-${this.#marks.size}`;
    this.#marks.set(`$${mark.length}\r\n${mark}\r\n`, own);
    target.write(`*2\r\n$4\r\nECHO\r\n$${mark.length}\r\n${mark}\r\n`);
  }

  #onReply(received, client) {
    let text = received;
    for (const [mark, own] of this.#marks) text = text.replace(mark, () => own);
    this.replies += text;
    if (client.destroyed) return;
    client.write(moveClock(moveTimes(text, this.shiftMs), this.shiftMs), 'latin1');
  }
}

/** Starts a proxy on a free port; it ends with the test file. */
function startRespProxy(targetPort) {
  return new RespProxy(targetPort).start();
}

module.exports = { startRespProxy };
