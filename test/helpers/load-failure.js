'use strict';

const path = require('node:path');

const { runChild } = require('./child');
const { ROOT } = require('./project');

const LOADER = path.join(ROOT, 'lib', 'native', 'binding.js');

/**
 * Loads the binding in a fresh process, after the code `before`, and returns the error that it threw, with other work of that
 * process going on, or null. `loader` is the binding of another copy of the package.
 */
function loadFailure({ loader = LOADER, before = '', env = {}, ...options }) {
  // A copy is asked for the binary that it finds by itself.
  const finding = loader === LOADER ? env : { ONCEONLY_BINARY: '', ...env };
  return runChild(
    `${before};
     try {
       require(${JSON.stringify(loader)});
       console.log('null');
     } catch ({ code, message, help, cause }) {
       setImmediate(() => console.log(JSON.stringify({ code, message, help, cause: cause?.message })));
     }`,
    { ...options, env: finding },
  );
}

function expectOneSentence(message) {
  expect(message).toMatch(/^onceonly: [^\n]+\.$/);
}

module.exports = { expectOneSentence, loadFailure };
