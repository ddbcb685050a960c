'use strict';

const { parseArgs } = require('node:util');

const { hintOf } = require('../util/nearest');
const { UsageError } = require('./usage-error');

/**
 * An option of a command. `value` names its value in the help, without one it is a flag. `read` turns its text into a value.
 * @typedef {object} Option
 * @property {string} help
 * @property {string} [value]
 * @property {string} [short]
 * @property {boolean} [multiple]
 * @property {(name: string, text: any) => unknown} [read]
 */

/** @typedef {Record<string, Option>} Options */

/**
 * The arguments of a command: the values of its options by name, and the other arguments.
 * @typedef {{ options: Record<string, any>, positionals: string[] }} Given
 */

/** @type {Options} */
const GENERAL = {
  help: { help: 'Shows this help.', short: 'h' },
};

/**
 * Reads the arguments of a command. Throws a UsageError that shows no value.
 * @param {string[]} args
 * @param {Options} options
 * @returns {Given}
 */
function readArguments(args, options) {
  const known = { ...options, ...GENERAL };
  const { values, positionals, tokens } = parsed(args, known);
  refuseTwice(tokens, known);
  /** @type {Record<string, unknown>} */
  const read = {};
  for (const [name, value] of Object.entries(values)) {
    const reader = known[name].read;
    read[name] = reader === undefined ? value : reader(name, value);
  }
  return { options: read, positionals };
}

/**
 * @param {string[]} args
 * @param {Options} options
 */
function parsed(args, options) {
  const described = Object.entries(options).map(([name, { value, short, multiple = false }]) => {
    const type = /** @type {'string' | 'boolean'} */ (value === undefined ? 'boolean' : 'string');
    return [name, { type, multiple, ...(short !== undefined && { short }) }];
  });
  try {
    return parseArgs({
      args: joined(args, options),
      options: Object.fromEntries(described),
      allowPositionals: true,
      tokens: true,
    });
  } catch (error) {
    throw new UsageError(mistakeOf(error, options));
  }
}

/**
 * The arguments, with each value that begins with a dash joined to its option. Ids and cursors may: one in 64 does.
 * @param {string[]} args
 * @param {Options} options
 */
function joined(args, options) {
  const flags = new Map(Object.entries(options).flatMap(flagsOf));
  const found = [];
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i], args[i + 1]];
    if (arg === '--') return [...found, ...args.slice(i)];
    const isValue = /^-./.test(next) && !flags.has(next.split('=', 1)[0]);
    if (isValue && flags.get(arg))
      found.push(`${arg}${arg.startsWith('--') ? '=' : ''}${args[++i]}`);
    else found.push(arg);
  }
  return found;
}

/**
 * The ways to write an option, and whether it has a value.
 * @param {[name: string, option: Option]} option
 * @returns {[flag: string, hasValue: boolean][]}
 */
function flagsOf([name, { short, value }]) {
  const hasValue = value !== undefined;
  return [[`--${name}`, hasValue], ...(short === undefined ? [] : [pair(`-${short}`, hasValue)])];
}

/**
 * @param {string} flag
 * @param {boolean} hasValue
 * @returns {[flag: string, hasValue: boolean]}
 */
function pair(flag, hasValue) {
  return [flag, hasValue];
}

/**
 * @param {any} error
 * @param {Options} options
 */
function mistakeOf({ code, message }, options) {
  const [, flag] = /'(--?[\w-]+)/.exec(message) ?? [];
  const name = flag?.replace(/^-+/, '');
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const flags = Object.keys(options).map((each) => `--${each}`);
    return `Unknown option ${flag}.${hintOf(flag, flags)}`;
  }
  if (options[name]?.value === undefined) return `Option ${flag} takes no value.`;
  return `Option --${name} needs a value.`;
}

/**
 * An option that comes twice is a mistake: one of its values would be lost.
 * @param {{ kind: string, name?: string }[]} tokens
 * @param {Options} options
 */
function refuseTwice(tokens, options) {
  const seen = new Set();
  for (const { kind, name = '' } of tokens) {
    if (kind !== 'option' || options[name].multiple) continue;
    if (seen.has(name)) throw new UsageError(`Option --${name} was given twice.`);
    seen.add(name);
  }
}

/**
 * A whole number.
 * @param {number} minimum
 * @param {number} [maximum]
 */
function wholeNumber(minimum, maximum = Number.MAX_SAFE_INTEGER) {
  return (/** @type {string} */ name, /** @type {string} */ text) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (number >= minimum && number <= maximum) return number;
    const range =
      maximum === Number.MAX_SAFE_INTEGER
        ? `of ${minimum} or more`
        : `from ${minimum} to ${maximum}`;
    throw new UsageError(`--${name} must be a whole number ${range}.`);
  };
}

/**
 * One of these words.
 * @param {...string} words
 */
function oneWordOf(...words) {
  return (/** @type {string} */ name, /** @type {string} */ text) => {
    if (words.includes(text)) return text;
    throw new UsageError(`--${name} must be one of ${words.join(', ')}.`);
  };
}

/**
 * The same for each value of an option that may come several times.
 * @param {(name: string, text: string) => unknown} read
 */
function eachOf(read) {
  return (/** @type {string} */ name, /** @type {string[]} */ texts) =>
    texts.map((text) => read(name, text));
}

/**
 * Refuses arguments beside the options.
 * @param {Pick<Given, 'positionals'>} given
 */
function refuseMore({ positionals }) {
  if (positionals.length === 0) return;
  throw new UsageError('This command takes options only, and no other argument.');
}

module.exports = { GENERAL, eachOf, oneWordOf, readArguments, refuseMore, wholeNumber };
