'use strict';

const { hintOf } = require('../../util/nearest');
const { UsageError } = require('../usage-error');

/** @import { Options } from '../arguments' */
/** @import { Context } from '../context' */

/**
 * A command. `groups` are its options under their titles in the help, `exits` its exit codes, if they are its own.
 * @typedef {object} Command
 * @property {string} name
 * @property {string} usage
 * @property {string} summary
 * @property {string[]} [about]
 * @property {[title: string, options: Options][]} groups
 * @property {[code: number, meaning: string][]} [exits]
 * @property {(context: Context) => Promise<number>} run
 */

/**
 * All commands, in the order of the help.
 * @returns {Command[]}
 */
function commands() {
  return [
    require('./doctor').doctor,
    require('./list').list,
    require('./inspect').inspect,
    require('./find').find,
    require('./stats').stats,
    require('./audit').audit,
    require('./resolve').resolve,
    require('./free').free,
    require('./remove').remove,
    require('./purge').purge,
    require('./watch').watch,
    require('./request').request,
    require('./openapi').openapi,
    require('./postgres-schema').postgresSchemaCommand,
  ];
}

/**
 * @param {string} name
 * @returns {Command}
 */
function commandNamed(name) {
  const found = commands().find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = commands().map((command) => command.name);
  throw new UsageError(`There is no command of this name.${hintOf(name, names)}`);
}

module.exports = { commandNamed, commands };
