'use strict';

const { runChild } = require('../../helpers/child.js');

// The longest budget: longer than a child process of the tests may take.
const LONG_MS = 60_000;

const BEGUN = `new IdempotencyHandler({ store, budgetMs: ${LONG_MS} }).execute('k', {}, async () => 1)`;
const VERBS = ['begin', 'complete', 'renew', 'release', 'inspect', 'remove'];

const FORMS = {
  'three functions': {
    functions: '{ insert: asked, look: asked, swap: asked }',
    call: BEGUN,
  },
  'the older verbs': {
    functions: `{ ${VERBS.map((verb) => `${verb}: asked`).join(', ')} }`,
    call: BEGUN,
  },
  'three functions and `list`': {
    functions: '{ insert: asked, look: asked, swap: asked, list: asked }',
    call: 'store.list()',
  },
};

describe.each(Object.entries(FORMS))('a store of %s', (_, { functions, call }) => {
  test('lets the process end after close(), though a question was never answered', () => {
    const events = runChild(
      `const { IdempotencyHandler, defineStore } = require('./lib');
       const events = [];
       const asked = () => {
         if (events.length === 0) setImmediate(close);
         events.push('asked');
         return new Promise(() => {});
       };
       const store = defineStore(${functions});
       const close = async () => {
         await store.close();
         events.push('closed');
       };
       ${call}.catch(({ cause }) => events.push(cause.code));
       process.once('exit', () => console.log(JSON.stringify(events)));`,
      { flags: ['--no-warnings'] },
    );
    expect(events).toContain('closed');
    expect(events).not.toContain('STORE_TIMEOUT');
  });
});
