'use strict';

const { postgresSchema, tableName } = require('../../postgres/schema');
const { refuseMore } = require('../arguments');
const { EXIT } = require('../exit-codes');
const { OUTPUT } = require('../options');
const { UsageError } = require('../usage-error');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */

/** @type {Options} */
const TABLE = {
  table: {
    value: 'TABLE',
    help: 'Name of the table, with or without a schema. Use that of your PostgresStore. Without it: onceonly_records.',
    read: tableOf,
  },
};

/** @type {Command} */
const postgresSchemaCommand = {
  name: 'postgres-schema',
  usage: '[options]',
  summary: 'Writes the SQL that makes the table of a PostgresStore.',
  about: [
    'For a tool that runs your migrations. The SQL is safe to run again. store.migrate() runs the same. Needs no store.',
  ],
  groups: [
    ['Table', TABLE],
    ['Output', OUTPUT],
  ],

  async run(context) {
    refuseMore(context);
    const { options, output } = context;
    const sql = postgresSchema(options.table);
    if (output.isJson) output.json({ sql });
    else output.raw(sql);
    return EXIT.DONE;
  },
};

/**
 * @param {string} name
 * @param {string} text
 */
function tableOf(name, text) {
  try {
    return tableName(name, text);
  } catch {
    throw new UsageError(
      `--${name} must be a name of a-z, 0-9 and _, or two with a dot between them.`,
    );
  }
}

module.exports = { postgresSchemaCommand };
