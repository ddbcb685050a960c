'use strict';

/**
 * Where the documentation of a code lies: its section in a page of the reference. The package carries its documentation, so
 * the path begins with its folder in node_modules: `onceonly/docs/reference/errors.md#lock_failed`.
 * @param {string} page
 * @param {string} code
 */
function helpOf(page, code) {
  return `onceonly/docs/reference/${page}.md#${code.toLowerCase()}`;
}

module.exports = { helpOf };
