'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../helpers/project.js');
const { payloadOf } = require('./next-point.js');
const records = require('./records.js');

const { FINGERPRINT, KEEP_MS, LABEL, LEASE_MS, RESULT_MS, TOKENS } = records;
const VERBS = ['begin', 'complete', 'renew', 'release', 'remove'];
const FAR = 9_000_000_000_000;

// Leaves exactly these records; an empty text stands for none.
const PUT = `
redis.call('DEL', KEYS[1], KEYS[2])
if ARGV[1] ~= '' then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
if ARGV[3] ~= '' then redis.call('SET', KEYS[2], ARGV[3]) end`;
const LOOK = `
return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]), redis.call('GET', KEYS[2])}`;

const ARGUMENTS = {
  begin: ({ who, isLate }, { policy, maxAttempts }) => [
    ...[TOKENS[who], FINGERPRINT, '', '', LABEL, LEASE_MS, KEEP_MS, isLate ? 1 : FAR],
    ...[policy === 'retry' ? 'take' : 'hold', maxAttempts],
  ],
  complete: ({ who, kind }, { attempt }) => [
    ...[TOKENS[who], FINGERPRINT, '', LABEL, 1, attempt, RESULT_MS, kind[0], '1', payloadOf(who)],
  ],
  renew: ({ who }) => [TOKENS[who], LEASE_MS, KEEP_MS],
  release: ({ who, reason }) => [TOKENS[who], reason],
  remove: () => ['1'],
};

function scriptText(verb) {
  return fs.readFileSync(path.join(ROOT, 'addon', 'store', 'scripts', `${verb}-2.lua`), 'utf8');
}

/** The text of every script, each changed by `change(verb, text)`. */
function scriptTexts(change = (verb, text) => text) {
  return Object.fromEntries(VERBS.map((verb) => [verb, change(verb, scriptText(verb))]));
}

/** Takes steps on a Redis server: the script of the verb, on records put there as a point has them. */
class RedisSteps {
  #pipeline;
  #names = {};

  constructor(pipeline) {
    this.#pipeline = pipeline;
  }

  /** `texts`: the scripts by verb. */
  async load(texts) {
    for (const [name, text] of Object.entries({ ...texts, put: PUT, look: LOOK })) {
      this.#names[name] = await this.#pipeline.send(['SCRIPT', 'LOAD', text]);
    }
  }

  /** Resolves to `{ answer, lock, result }`; `slot` is a number that no other step under way has. */
  async take(point, call, slot) {
    const [lock, result] = [`i:lock:{${slot}}`, `i:result:{${slot}}`];
    const now = Date.now();
    const run = (name, ...args) =>
      this.#pipeline.send(['EVALSHA', this.#names[name], 2, lock, result, ...args]);
    const replies = await Promise.all([
      run('put', ...textsOf(point, now)),
      run(call.verb, ...ARGUMENTS[call.verb](call, point.clients[call.who])),
      run('look'),
    ]);
    return readReplies(call, replies);
  }
}

function textsOf({ lock, result }, now) {
  return [
    lock ? records.writeLock(lock, now) : '',
    lock?.ttl ?? 0,
    result ? records.writeResult(result, now) : '',
  ];
}

function readReplies({ verb }, [, reply, [lock, ttl, result]]) {
  const [code, now] = reply;
  const answer = { state: code.toLowerCase().replace('_', '-') };
  if (verb === 'begin' && code === 'OWN') {
    Object.assign(answer, { attempt: reply[3], isRecovery: reply[5] === 1 });
  }
  if (code === 'DONE' && verb === 'begin') Object.assign(answer, stored(reply[3]));
  if (code === 'LOST' && verb === 'complete') Object.assign(answer, stored(reply[3]));
  return {
    answer,
    lock: records.readLock(lock, ttl, now),
    result: records.readResult(result),
  };
}

function stored(text) {
  const { kind, payload } = records.readResult(text);
  return { kind, payload };
}

module.exports = { RedisSteps, scriptTexts };
