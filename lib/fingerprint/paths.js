'use strict';

const { fail } = require('../util/checks');

const MAX_PATHS = 100;
const MAX_STEPS = 128;
const WANTED = 'JSON Pointers (`/a/b`) or dotted paths (`a.*.b`)';

/**
 * Reads a list of paths: JSON Pointers (RFC 6901, `/items/0/id`) and dotted paths, where `*` stands for one level
 * (`items.*.id`). Gives each as an array of names, null for any name, without repetitions and in one order, whatever the
 * order given. Throws a TypeError that names the option.
 * @param {string} option
 * @param {any} list
 * @returns {(string | null)[][]}
 */
function parsePaths(option, list) {
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_PATHS) {
    fail(option, `an array of 1 to ${MAX_PATHS} ${WANTED}`, list);
  }
  const texts = list.map((/** @type {unknown} */ path) => JSON.stringify(parsePath(option, path)));
  return [...new Set(texts)].sort().map((text) => JSON.parse(text));
}

/**
 * @param {string} option
 * @param {unknown} path
 */
function parsePath(option, path) {
  const isText = typeof path === 'string' && path !== '' && path.isWellFormed();
  const steps = isText ? stepsOf(path) : undefined;
  if (steps !== undefined && steps.length <= MAX_STEPS) return steps;
  return fail(option, `an array of ${WANTED}`, [path]);
}

/** @param {string} path */
function stepsOf(path) {
  return path.startsWith('/') ? pointerSteps(path) : dottedSteps(path);
}

/** @param {string} pointer */
function pointerSteps(pointer) {
  if (/~(?![01])/.test(pointer)) return undefined;
  const tokens = pointer.slice(1).split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** @param {string} path */
function dottedSteps(path) {
  const names = path.split('.');
  return names.includes('') ? undefined : names.map((name) => (name === '*' ? null : name));
}

module.exports = { parsePaths };
