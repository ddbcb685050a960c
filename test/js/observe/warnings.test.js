'use strict';

const { runChild } = require('../../helpers/child.js');

/**
 * The codes of the warnings that a process emits which runs `code` with `onceonly` at hand. `pass(...middlewares)` lets a
 * request pass them in turn.
 */
function warningsOf(code, env = {}) {
  return runChild(
    `
    const codes = [];
    process.on('warning', ({ name, code }) => codes.push([name, code]));
    const onceonly = require('onceonly');
    const pass = (...all) => {
      const req = { method: 'POST', headers: {} };
      const res = { headersSent: false, getHeader() {}, setHeader() {} };
      for (const each of all) each(req, res, () => {});
    };
    ${code}
    setImmediate(() => console.log(JSON.stringify(codes)));
  `,
    { env: { NODE_ENV: 'test', ...env }, flags: ['--no-warnings'] },
  );
}

const MEMORY = ['OnceonlyWarning', 'ONCEONLY_MEMORY_STORE'];
const SCOPE = ['OnceonlyWarning', 'ONCEONLY_NO_SCOPE'];
const production = { NODE_ENV: 'production' };

describe('the embedded store', () => {
  test('is warned of once per process', () => {
    const twice = 'pass(onceonly.idempotency()); pass(onceonly.idempotency({ required: true }));';
    expect(warningsOf(twice)).toEqual([MEMORY]);
  });

  test.each([
    ['a store that is given', 'pass(onceonly.idempotency({ store: new onceonly.MemoryStore() }))'],
    ['Redis', 'pass(onceonly.idempotency({ redis: "redis://127.0.0.1:1" }))'],
    [
      'an inner middleware that has the store of an outer one',
      'pass(onceonly.idempotency({ redis: "redis://127.0.0.1:1" }), onceonly.idempotency({ required: true }))',
    ],
    ['a middleware that no request has passed', 'onceonly.idempotency()'],
    ['a handler', 'new onceonly.IdempotencyHandler()'],
    ['nothing but the package', ''],
  ])('%s is not warned of', (_, code) => {
    expect(warningsOf(code)).toEqual([]);
  });
});

describe('a shared store without a scope', () => {
  const mount = (options = '') =>
    `pass(onceonly.idempotency({ redis: "redis://127.0.0.1:1", ${options} }));`;

  test('is warned of in production, once', () => {
    expect(warningsOf(mount() + mount(), production)).toEqual([SCOPE]);
  });

  test('is not warned of with a scope, or elsewhere', () => {
    expect(warningsOf(mount('scope: () => "a"'), production)).toEqual([]);
    expect(warningsOf(mount('scope: false'), production)).toEqual([]);
    expect(warningsOf(mount())).toEqual([]);
    const both = mount('scope: () => "a"').replace(
      '));',
      '), onceonly.idempotency({ required: true }));',
    );
    expect(warningsOf(both, production)).toEqual([]);
  });

  test('is a store that says so itself', () => {
    const define = (options) => `
      const none = () => {};
      const functions = { insert: none, look: none, swap: none };
      pass(onceonly.idempotency({ store: onceonly.defineStore(functions, ${options}) }));`;
    expect(warningsOf(define('{ shared: true }'), production)).toEqual([SCOPE]);
    expect(warningsOf(define('{}'), production)).toEqual([]);
  });
});

describe('the text of a warning', () => {
  const { WARNINGS, warn } = require('../../../lib/observe/warnings.js');
  let emitWarning;
  beforeEach(() => {
    emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  });
  afterEach(() => emitWarning.mockRestore());

  test.each(Object.keys(WARNINGS))('%s has its value inside and ends with its section', (code) => {
    warn(code, 'POST:/the-value');
    const [[message, options]] = emitWarning.mock.calls;
    const text = message.slice(0, message.lastIndexOf(' See '));
    expect(text).toMatch(/^[A-Zi`].*\.$/);
    expect(text).not.toMatch(/undefined|POST:\/the-value\.$/);
    expect(text.includes('POST:/the-value')).toBe(typeof WARNINGS[code] === 'function');
    expect(message).toBe(`${text} See onceonly/docs/reference/warnings.md#${code.toLowerCase()}.`);
    expect(options).toEqual({ type: 'OnceonlyWarning', code });
  });
});
