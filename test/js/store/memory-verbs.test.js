'use strict';

const { runChild } = require('../../helpers/child.js');

/** The messages of the warnings of a process that runs `code`, which has `MemoryStore` and `fill(store, from, to, value)`. */
function warningsOf(code) {
  return runChild(
    `
    const messages = [];
    process.on('warning', ({ code, message }) => messages.push(code + ' ' + message));
    const { IdempotencyHandler, MemoryStore } = require('onceonly');
    async function fill(store, from, to, value = 1) {
      const handler = new IdempotencyHandler({ store, budgetMs: 20 });
      for (let i = from; i < to; i++) await handler.execute('k' + i, {}, () => value).catch(() => {});
    }
    (async () => { ${code} })().then(() => setImmediate(() => console.log(JSON.stringify(messages))));
  `,
    { flags: ['--no-warnings'] },
  );
}

const FILLING = /^ONCEONLY_MEMORY_STORE_FILLING The store in memory is three quarters full\./;

describe('an embedded store', () => {
  test('warns when three quarters of its entries are taken', () => {
    const store = 'const store = new MemoryStore({ maxEntries: 1000 });';
    expect(warningsOf(`${store} await fill(store, 0, 740);`)).toEqual([]);
    const [message, ...more] = warningsOf(`${store} await fill(store, 0, 770);`);
    expect(message).toMatch(FILLING);
    expect(message).toContain('It has room for 1000 entries and ');
    expect(more).toEqual([]);
  });

  test('warns when three quarters of its bytes are taken', () => {
    const code = `
      const store = new MemoryStore({ maxBytes: 1_000_000 });
      await fill(store, 0, 8, 'x'.repeat(100_000));`;
    expect(warningsOf(code)).toEqual([expect.stringMatching(FILLING)]);
  });

  test('warns of the smallest store', () => {
    expect(warningsOf('await fill(new MemoryStore({ maxEntries: 1 }), 0, 1);')).toHaveLength(1);
  });

  test('warns once, also when it is full', () => {
    const code = `
      const store = new MemoryStore({ maxEntries: 100 });
      await fill(store, 0, 110);
      await fill(store, 0, 110);`;
    expect(warningsOf(code)).toHaveLength(1);
  });

  test('warns for each store', () => {
    const code = `
      for (const maxEntries of [100, 200]) await fill(new MemoryStore({ maxEntries }), 0, 200);`;
    expect(warningsOf(code)).toHaveLength(2);
  });

  test('says nothing when its records have expired', () => {
    const code = `
      const store = new MemoryStore({ maxEntries: 100 });
      const handler = new IdempotencyHandler({ store, resultTTL: 0.001, abandonedTTL: 0.001 });
      for (let i = 0; i < 500; i++) {
        await handler.execute('k' + i, {}, () => 1);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }`;
    expect(warningsOf(code)).toEqual([]);
  });
});

test('a full store names the cure in its error', () => {
  const code = `
    const store = new MemoryStore({ maxEntries: 1 });
    await fill(store, 0, 1);
    const handler = new IdempotencyHandler({ store, budgetMs: 20 });
    await handler.execute('other', {}, () => 1).catch(({ cause }) => messages.push(cause.code + ' ' + cause.message));`;
  expect(warningsOf(code).at(-1)).toMatch(/^(STORE_FULL .*maxEntries.*resultTTL.*Redis)/);
});
