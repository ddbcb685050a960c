'use strict';

const { Buffer } = require('node:buffer');
const { readFile } = require('node:fs/promises');

const { UsageError } = require('./usage-error');

/** @import { Stdin } from './stdin' */

/**
 * The bytes of a value as curl takes it: text, `@file`, or `-` or `@-` for standard input.
 * @param {string} name  Of the option.
 * @param {string} value
 * @param {InstanceType<typeof Stdin>} stdin
 */
async function givenBytes(name, value, stdin) {
  if (value === '-' || value === '@-') return stdin.bytes(name);
  if (!value.startsWith('@')) return Buffer.from(value);
  try {
    return await readFile(value.slice(1));
  } catch (error) {
    throw new UsageError(`The file of ${name} can't be read: ${error.message}.`);
  }
}

/**
 * The JSON value of such bytes.
 * @param {string} name
 * @param {string} value
 * @param {InstanceType<typeof Stdin>} stdin
 */
async function givenJson(name, value, stdin) {
  const bytes = await givenBytes(name, value, stdin);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new UsageError(`${name} must be JSON. Write text in double quotes: '"paid"'.`);
  }
}

module.exports = { givenBytes, givenJson };
