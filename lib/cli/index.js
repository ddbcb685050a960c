'use strict';

const { readArguments } = require('./arguments');
const { commandNamed, commands } = require('./commands');
const { CommandContext } = require('./context');
const { EXIT, INTERRUPTED } = require('./exit-codes');
const { failureOf } = require('./failures');
const { generalHelp, helpOf } = require('./help');
const { Output } = require('./output');
const { Stdin } = require('./stdin');
const { UsageError } = require('./usage-error');

/** @import { Command } from './commands' */
/** @import { Context } from './context' */

/** @typedef {InstanceType<typeof Output>} Out */

const HELP = ['--help', '-h', 'help'];

/**
 * The program: runs the command of these arguments, and ends the process with its exit code.
 * @param {string[]} argv
 */
async function main(argv) {
  const output = new Output(process.stdout, process.stderr);
  endWithReader(output);
  tellWarnings(output);
  process.exitCode = await run(argv, output);
  await output.flush();
  // A store of a config may hold connections of its own.
  process.exit();
}

/**
 * @param {string[]} argv
 * @param {Out} output
 * @returns {Promise<number>}
 */
async function run([name, ...args], output) {
  try {
    if (name === '--version') return show(require('../../package.json').version, output);
    if (HELP.includes(name)) return show(generalHelp(commands()), output);
    if (name === undefined) throw new UsageError('Name a command.');
    return await runCommand(commandNamed(name), args, output);
  } catch (error) {
    return told(error, 'onceonly', output);
  }
}

/**
 * @param {string} text
 * @param {Out} output
 */
function show(text, output) {
  for (const line of text.split('\n')) output.line(line);
  return EXIT.DONE;
}

/**
 * Tells why a command failed, and gives its exit code.
 * @param {unknown} error
 * @param {string} command
 * @param {Out} output
 */
function told(error, command, output) {
  const { code, text } = failureOf(error, command);
  for (const line of text.split('\n')) output.say(line);
  return code;
}

/**
 * @param {Command} command
 * @param {string[]} args
 * @param {Out} output
 */
async function runCommand(command, args, output) {
  if (args.includes('--help') || args.includes('-h')) return show(helpOf(command), output);
  /** @type {Context | undefined} */
  let context;
  try {
    const options = Object.assign({}, ...command.groups.map(([, group]) => group));
    const given = readArguments(args, options);
    output.setJson(given.options.json === true);
    context = new CommandContext({
      ...given,
      output,
      stdin: new Stdin(process.stdin),
      env: process.env,
    });
    endOnInterrupt(context);
    return await command.run(context);
  } catch (error) {
    return told(error, `onceonly ${command.name}`, output);
  } finally {
    await context?.close();
  }
}

/**
 * `| head` reads as much as it wants. The exit code is that of the work that is done.
 * @param {Out} output
 */
function endWithReader(output) {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EPIPE') throw error;
      output.endProgress();
      process.exit();
    });
  }
}

/** @param {Context} context */
function endOnInterrupt(context) {
  process.once('SIGINT', () => {
    context.output.endProgress();
    if (context.ifInterrupted !== undefined) context.output.say(context.ifInterrupted);
    process.exit(INTERRUPTED);
  });
}

/**
 * Warnings of the package are words of the command, in place of Node's own lines.
 * @param {Out} output
 */
function tellWarnings(output) {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    output.say(`${name === 'OnceonlyWarning' ? 'Warning' : name}: ${message}`);
  });
}

module.exports = { main };
