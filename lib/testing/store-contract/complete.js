'use strict';

const assert = require('node:assert/strict');
const { Buffer } = require('node:buffer');
const { keyIn } = require('./key-states');
const { expectBytes, expectResult, expectState, payloadOf, untilState } = require('./test-key');

/** @import { Case } from './test-key' */

// Every byte, and the texts that protocols and formats treat specially.
const ANY_BYTES = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.from('\0|1|v|\r\n$5\r\n%s{}\ud83d\ude00'),
]);

/**
 * Which outcomes are stored, for whom, and how they come back.
 * @type {Case[]}
 */
const CASES = [
  [
    'a payload comes back byte for byte',
    async (newKey) => {
      for (const payload of [ANY_BYTES, Buffer.alloc(1), Buffer.alloc(1 << 20, 0xff)]) {
        const key = await keyIn('running', newKey);
        expectState(await key.complete('owner', { payload }), 'stored');
        expectResult(await key.begin('other'), 'done', { kind: 'value', payload });
        expectBytes((await key.inspect(true)).payload, payload);
      }
    },
  ],
  [
    'a result keeps its kind',
    async (newKey) => {
      for (const kind of ['value', 'error', 'tombstone']) {
        const key = await keyIn(kind, newKey);
        expectResult(await key.begin('other'), 'done', { kind, payload: payloadOf('owner') });
      }
    },
  ],
  [
    'the first success wins and a later one is given it byte for byte',
    async (newKey) => {
      const key = await keyIn('released', newKey);
      expectState(await key.begin('second'), 'own');
      expectState(await key.complete('owner', { payload: ANY_BYTES }), 'late-win');
      const wanted = { kind: 'value', payload: ANY_BYTES };
      expectResult(await key.complete('second'), 'lost', wanted);
      expectResult(await key.begin('third'), 'done', wanted);
    },
  ],
  [
    'of many results at once one is stored',
    async (newKey) => {
      const key = newKey();
      const names = Array.from({ length: 30 }, (_, i) => `attempt${i}`);
      const answers = await Promise.all(names.map((name) => key.complete(name)));
      const won = answers.flatMap(({ state }, i) => (state === 'adopted' ? [names[i]] : []));
      assert.equal(won.length, 1);
      const wanted = { kind: 'value', payload: payloadOf(won[0]) };
      for (const answer of answers) {
        if (answer.state !== 'adopted') expectResult(answer, 'lost', wanted);
      }
    },
  ],
  [
    'an error of an attempt that lost the key is not stored',
    async (newKey) => {
      const key = await keyIn('released', newKey);
      expectState(await key.begin('second'), 'own');
      expectState(await key.complete('owner', { kind: 'error' }), 'fenced');
      expectState(await key.inspect(), 'running');
      expectState(await key.complete('second'), 'stored');
    },
  ],
  [
    'a result whose answer was lost is recognised when it is offered again',
    async (newKey) => {
      const key = await keyIn('value', newKey);
      const payload = Buffer.from('not this');
      expectState(await key.complete('owner', { payload }), 'duplicate');
      expectResult(await key.begin('other'), 'done', {
        kind: 'value',
        payload: payloadOf('owner'),
      });
    },
  ],
  [
    'a result takes the lock away',
    async (newKey) => {
      const key = await keyIn('value', newKey);
      expectState(await key.remove(), 'removed');
      expectState(await key.inspect(), 'absent');
      expectState(await key.renew('owner'), 'gone');
    },
  ],
  [
    'the owner of a removed key does not bring it back',
    async (newKey) => {
      const key = await keyIn('removed', newKey);
      expectState(await key.complete('owner'), 'gone');
      expectState(await key.inspect(), 'absent');
      expectState(await key.begin('other'), 'own');
    },
  ],
  [
    'a result is forgotten when its time is over',
    async (newKey) => {
      const key = await keyIn('running', newKey);
      expectState(await key.complete('owner', { ttlMs: 30 }), 'stored');
      await untilState('done', 'absent', () => key.inspect());
      const own = expectState(await key.begin('other'), 'own');
      assert.equal(own.attempt, 1);
    },
  ],
];

module.exports = CASES;
