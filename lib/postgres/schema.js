'use strict';

const { NAME } = require('../store/sql/rows');
const { matching } = require('../util/checks');
const { partsOf, quoted } = require('./sql-text');

// "once" in ASCII: those who sweep, or make the table, take turns by an advisory lock of this class.
const LOCK_CLASS = 0x6f6e6365;
// PostgreSQL cuts longer names, and the index would then have the name of the table.
const INDEXED_NAME = 55;

/** The check of the option `table`. */
const tableName = matching(
  new RegExp(`^${NAME}(?:\\.${NAME})?$`),
  'a name of a-z, 0-9 and _, or two with a dot between them',
);

/**
 * The SQL that makes the table, for a tool that runs migrations. Safe to run again, and by several processes at once. It touches
 * nothing that is there: CREATE INDEX IF NOT EXISTS waits for all who write to the table, and all others wait behind it.
 * @param {string} [table]
 */
function postgresSchema(table = 'onceonly_records') {
  const T = quoted(tableName('table', table));
  const { schema, name } = partsOf(table);
  const index = `${name.slice(0, INDEXED_NAME)}_expires`;
  return `DO $onceonly$
BEGIN
  PERFORM pg_advisory_xact_lock(${LOCK_CLASS}, hashtext('${T}'));
  IF to_regnamespace('"${schema}"') IS NULL THEN
    CREATE SCHEMA "${schema}";
  END IF;
  IF to_regclass('${T}') IS NULL THEN
    CREATE TABLE ${T} (
      id text COLLATE "C" PRIMARY KEY,
      record bytea NOT NULL,
      expires timestamptz NOT NULL
    ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
  END IF;
  IF to_regclass('"${schema}"."${index}"') IS NULL THEN
    CREATE INDEX "${index}" ON ${T} (expires);
  END IF;
END
$onceonly$;
`;
}

module.exports = { LOCK_CLASS, postgresSchema, tableName };
