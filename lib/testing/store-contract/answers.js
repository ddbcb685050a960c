'use strict';

const assert = require('node:assert/strict');
const { STATES, keyIn } = require('./key-states');
const { fingerprintOf } = require('./test-key');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { Case, Key } from './test-key' */

/** @typedef {(key: Key) => Promise<Answer>} Ask */

const another = { fingerprint: fingerprintOf('another request') };
const otherOptions = { fingerprint: fingerprintOf('request', 'others') };
const rotated = { ...another, otherFingerprint: fingerprintOf('request') };

/**
 * Every verb in every state of a key. The columns are those of key-states.js:
 * absent running silent givenUp released freed removed value error tombstone
 * A fourth member is a verb that a store need not have.
 * @type {[name: string, wanted: string, ask: Ask, optionalVerb?: string][]}
 */
const ROWS = [
  [
    'begin by another attempt',
    'own running silent silent own own own done done done',
    (key) => key.begin('other'),
  ],
  [
    'begin that may not take over',
    'own running silent unknown unknown own own done done done',
    (key) => key.begin('other', { onAbandoned: 'conflict' }),
  ],
  [
    'begin after the last attempt',
    'own running silent unknown unknown own own done done done',
    (key) => key.begin('other', { maxAttempts: 1 }),
  ],
  [
    'begin of another request',
    'own mismatch mismatch mismatch mismatch mismatch own mismatch mismatch mismatch',
    (key) => key.begin('other', another),
  ],
  [
    'begin of the same request under other fingerprint options',
    'own foreign foreign foreign foreign foreign own foreign foreign foreign',
    (key) => key.begin('other', otherOptions),
  ],
  [
    'value of the same request under other fingerprint options',
    'adopted foreign foreign foreign foreign foreign gone foreign foreign foreign',
    (key) => key.complete('other', otherOptions),
  ],
  [
    'begin with the fingerprint of a previous secret',
    'own running silent silent own own own done done done',
    (key) => key.begin('other', rotated),
  ],
  [
    'begin sent again by its owner',
    'own own silent silent own own own done done done',
    (key) => key.begin('owner'),
  ],
  [
    'value of the owner',
    'adopted stored stored late-win late-win late-win gone duplicate duplicate duplicate',
    (key) => key.complete('owner'),
  ],
  [
    'value of another attempt',
    'adopted late-win late-win late-win late-win late-win gone lost replaced lost',
    (key) => key.complete('other'),
  ],
  [
    'tombstone of another attempt',
    'adopted late-win late-win late-win late-win late-win gone lost replaced lost',
    (key) => key.complete('other', { kind: 'tombstone' }),
  ],
  [
    'error of the owner',
    'gone stored stored fenced fenced fenced gone duplicate duplicate duplicate',
    (key) => key.complete('owner', { kind: 'error' }),
  ],
  [
    'error of another attempt',
    'gone fenced fenced fenced fenced fenced gone lost lost lost',
    (key) => key.complete('other', { kind: 'error' }),
  ],
  [
    'value of another request',
    'adopted mismatch mismatch mismatch mismatch mismatch gone mismatch mismatch mismatch',
    (key) => key.complete('other', another),
  ],
  [
    'value with the fingerprint of the other secret',
    'adopted late-win late-win late-win late-win late-win gone lost replaced lost',
    (key) => key.complete('other', rotated),
  ],
  [
    'value offered from outside',
    'adopted late-win late-win late-win late-win late-win adopted lost lost lost',
    (key) => key.complete('other', { isOwner: false }),
  ],
  [
    'renew by the owner',
    'gone renewed renewed lost lost lost lost done done done',
    (key) => key.renew('owner'),
  ],
  [
    'renew by another attempt',
    'gone lost lost lost lost lost lost done done done',
    (key) => key.renew('other'),
  ],
  ...['undo', 'free', 'silent'].flatMap(
    (reason) =>
      /** @type {[string, string, Ask][]} */ ([
        [
          `release (${reason}) by the owner`,
          'gone released released released released released lost gone gone gone',
          (key) => key.release('owner', reason),
        ],
        [
          `release (${reason}) by another attempt`,
          'gone lost lost lost lost lost lost gone gone gone',
          (key) => key.release('other', reason),
        ],
      ]),
  ),
  [
    'inspect',
    'absent running silent silent unknown freed absent done done done',
    (key) => key.inspect(),
  ],
  ...['value', 'none'].map(
    (kind) =>
      /** @type {[string, string, Ask, string]} */ ([
        `resolve: ${kind}`,
        'absent running resolved resolved resolved freed absent done done done',
        (key) => key.resolve({ kind }),
        'resolve',
      ]),
  ),
  [
    'remove',
    'removed running running running running removed removed removed removed removed',
    (key) => key.remove(),
  ],
  [
    'remove by force',
    'removed removed removed removed removed removed removed removed removed removed',
    (key) => key.remove(true),
  ],
];

/**
 * @param {() => Key} newKey
 * @param {string} wanted
 * @param {Ask} ask
 */
async function checkRow(newKey, wanted, ask) {
  const answers = await Promise.all(
    STATES.map(async (state) => (await ask(await keyIn(state, newKey)))?.state),
  );
  const byState = (/** @type {string[]} */ list) =>
    Object.fromEntries(STATES.map((state, i) => [state, list[i]]));
  assert.deepEqual(byState(answers), byState(wanted.split(' ')));
}

/** @type {Case[]} */
const CASES = ROWS.map(([name, wanted, ask, optionalVerb]) => [
  `${name}: the answer in every state`,
  async (newKey) => {
    if (optionalVerb && !newKey().has(optionalVerb)) return;
    await checkRow(newKey, wanted, ask);
  },
]);

module.exports = CASES;
