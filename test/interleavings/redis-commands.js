'use strict';

const { luaScript } = require('../helpers/lua-script.js');
const { execute } = require('./commands.js');

const KEY = 'i:result:{id}';
// Far more than one command takes, far less than any step.
const SLOW_MS = 5000;
const BATCH = 200;

// Where the members of a record stand that grow without an end: they say nothing to a server.
const COUNTERS = { claim: [2, 5, 10, 11], result: [4, 7] };

function shapeOf(text) {
  if (!text) return text;
  const members = text.split('|');
  for (const at of COUNTERS[members[1] === 'D' ? 'result' : 'claim']) members[at] = '*';
  return members.join('|');
}

/** The commands of an exploration, each once: what a server is asked, and what stands there. */
class DistinctCommands {
  #found = new Map();

  get all() {
    return [...this.#found.values()];
  }

  /** The commands of one step, one behind the other. */
  add(record, commands) {
    for (const command of commands) {
      const { expected, text, ...rest } = command;
      const names = [
        record && [shapeOf(record.text), record.left],
        rest,
        shapeOf(text),
        shapeOf(expected),
      ];
      const name = JSON.stringify([...names, expected === record?.text]);
      if (!this.#found.has(name)) this.#found.set(name, { record, command });
      ({ record } = execute(command, record));
    }
  }
}

/** Asks a real Redis as the store does: plain commands, and one script for a swap and one for a look. */
class RedisCommands {
  #pipeline;
  #names = {};

  constructor(pipeline) {
    this.#pipeline = pipeline;
  }

  async load() {
    for (const name of ['look', 'swap']) {
      const text = luaScript(`${name}-2`);
      this.#names[name] = await this.#pipeline.send(['SCRIPT', 'LOAD', text]);
    }
  }

  /** Takes every command on what stands there, and gives the first whose reply or record differs, or null. */
  async check(all) {
    for (let at = 0; at < all.length; at += BATCH) {
      const checked = all.slice(at, at + BATCH).map((each, slot) => this.#checkOne(each, slot));
      const different = (await Promise.all(checked)).find((each) => each !== null);
      if (different) return different;
    }
    return null;
  }

  async #checkOne({ record, command }, slot) {
    const key = `${KEY}${slot}`;
    const wanted = execute(command, record);
    const [, got, left] = await Promise.all([
      record === null
        ? this.#pipeline.send(['DEL', key])
        : this.#pipeline.send(['SET', key, record.text, 'PX', record.left]),
      this.#ask(key, command),
      this.#look(key),
    ]);
    const isSame =
      got.isWritten === wanted.reply.isWritten &&
      isSameRecord(got.found, wanted.reply.found) &&
      isSameRecord(left, wanted.record);
    return isSame ? null : { record, command, wanted, got, left };
  }

  async #ask(key, { name, expected, text, ttl }) {
    if (name === 'look') return { isWritten: false, found: await this.#look(key) };
    if (name === 'insert') {
      const found = await this.#pipeline.send(['SET', key, text, 'NX', 'GET', 'PX', ttl]);
      // SET tells no time that is left.
      return { isWritten: found === null, found: found === null ? null : { text: found } };
    }
    const reply = await this.#run(
      'swap',
      key,
      expected,
      text ?? '',
      text === null ? '' : (ttl ?? ''),
    );
    return reply === 1
      ? { isWritten: true, found: null }
      : { isWritten: false, found: read(reply) };
  }

  async #look(key) {
    return read(await this.#run('look', key));
  }

  #run(name, key, ...args) {
    return this.#pipeline.send(['EVALSHA', this.#names[name], 1, key, ...args]);
  }
}

function read([, left, text]) {
  return text === null || text === undefined ? null : { text, left };
}

function isSameRecord(got, wanted) {
  if (got === null || wanted === null) return got === wanted;
  if (got.text !== wanted.text) return false;
  return got.left === undefined || (got.left <= wanted.left && got.left > wanted.left - SLOW_MS);
}

module.exports = { DistinctCommands, RedisCommands };
