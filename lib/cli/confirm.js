'use strict';

const { createInterface } = require('node:readline');

const { UsageError } = require('./usage-error');

/** @import { Context } from './context' */

/**
 * Whether the user wants the change that is described: yes with `--yes`, otherwise by an answer on the terminal. Without a
 * terminal nobody could answer, so that `--yes` is needed.
 * @param {string} question
 * @param {Context} context
 * @returns {Promise<boolean>}
 */
async function confirm(question, { options, output, stdin }) {
  if (options.yes) return true;
  if (!stdin.isTerminal || !output.asksOnTerminal || stdin.isUsed) {
    throw new UsageError('Nobody can be asked without a terminal. Pass --yes to make the change.');
  }
  const answer = await answerTo(`${question} [y/N] `, stdin.stream, output.stderr);
  if (/^(y|yes)$/i.test(answer.trim())) return true;
  output.say('Nothing was changed.');
  return false;
}

/**
 * The line that the user types, '' at the end of input.
 * @param {string} question
 * @param {NodeJS.ReadStream} input
 * @param {NodeJS.WriteStream} output
 * @returns {Promise<string>}
 */
function answerTo(question, input, output) {
  return new Promise((resolve) => {
    // Without raw mode: the terminal sends Ctrl-C as a signal, as during the rest of the command.
    const lines = createInterface({ input, terminal: false });
    output.write(question);
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => resolve(''));
  });
}

module.exports = { confirm };
