'use strict';

const { GENERAL } = require('./arguments');
const { MEANINGS } = require('./exit-codes');

/** @import { Option, Options } from './arguments' */
/** @import { Command } from './commands' */

const WIDTH = 80;
const GAP = 2;

/**
 * The help of a command.
 * @param {Command} command
 */
function helpOf({ name, usage, summary, about = [], groups, exits = MEANINGS }) {
  const parts = [`Usage: onceonly ${name} ${usage}`.trimEnd(), wrapped(summary, 0)];
  for (const paragraph of about) parts.push(wrapped(paragraph, 0));
  for (const [title, options] of groups) parts.push(`${title}:\n${listed(optionRows(options))}`);
  parts.push(`Help:\n${listed(optionRows(GENERAL))}`);
  const codes = exits.map(([code, meaning]) => [`${code}`, meaning]);
  parts.push(`Exit codes:\n${listed(codes)}`);
  return parts.join('\n\n');
}

/**
 * The help of the whole program.
 * @param {Command[]} commands
 */
function generalHelp(commands) {
  const rows = commands.map(({ name, summary }) => [name, summary]);
  return [
    'Usage: onceonly COMMAND [options]',
    `Commands:\n${listed(rows)}`,
    `Options:\n${listed([
      ['-h, --help', 'Shows this help, or that of a command: onceonly list --help.'],
      ['--version', 'Shows the version of the package.'],
    ])}`,
    wrapped(
      'Name the store by --redis, by the variable REDIS_URL, or by --config. ' +
        'All pages: node_modules/onceonly/docs/reference/command-line.md',
      0,
    ),
  ].join('\n\n');
}

/** @param {Options} options */
function optionRows(options) {
  return Object.entries(options).map(([name, option]) => [flagOf(name, option), option.help]);
}

/**
 * @param {string} name
 * @param {Option} option
 */
function flagOf(name, { short, value, multiple }) {
  const letter = short === undefined ? '' : `-${short}, `;
  const placeholder = value === undefined ? '' : ` ${value}`;
  return `${letter}--${name}${placeholder}${multiple ? ' ...' : ''}`;
}

/** @param {string[][]} rows */
function listed(rows) {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2 * GAP;
  return rows
    .map(([left, right]) => `  ${left.padEnd(width - GAP)}${wrapped(right, width)}`)
    .join('\n');
}

/**
 * A text in lines of at most 80 characters, of which all but the first are indented.
 * @param {string} text
 * @param {number} indent
 */
function wrapped(text, indent) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}

module.exports = { flagOf, generalHelp, helpOf };
