'use strict';

const { oneWordOf } = require('../arguments');
const { parseSeconds } = require('../durations');
const { exactJson } = require('../exact-json');
const { EXIT } = require('../exit-codes');
const { givenBytes, givenJson } = require('../given-bytes');
const { printableText } = require('../printable');
const { UsageError } = require('../usage-error');

/** @import { Command } from '.' */
/** @import { Options } from '../arguments' */
/** @import { Context } from '../context' */

const mismatchStatus = oneWordOf('422', '409');

/** @type {Options} */
const OPERATIONS = {
  method: {
    value: 'METHOD',
    multiple: true,
    help: 'Only operations of this method. Without it: POST, PUT and PATCH.',
  },
  path: {
    value: 'PATH',
    multiple: true,
    help: 'Only operations of this path, such as /orders/{id}. A * at its end stands for any rest.',
  },
};

/** @type {Options} */
const SETTINGS = {
  'header-name': { value: 'NAME', help: 'Name of the header. Without it: Idempotency-Key.' },
  required: { help: 'Requests without a key are refused.' },
  'mismatch-status': {
    value: 'STATUS',
    help: 'Status of a key that comes with another request: 422 or 409. Without it: 422.',
    read: (name, text) => Number(mismatchStatus(name, text)),
  },
  'result-ttl': {
    value: 'TIME',
    help: 'How long a result is kept, such as 24h. Adds x-idempotency to each operation.',
    read: parseSeconds,
  },
  extensions: {
    value: 'JSON',
    help: 'More members of each operation, such as {"x-fern-idempotent":true}. @file reads a file.',
  },
};

/** @type {Command} */
const openapi = {
  name: 'openapi',
  usage: 'FILE [options]',
  summary: 'Describes the key, the refusals and the replay in an OpenAPI document.',
  about: [
    'Reads a document of OpenAPI 3.0 or 3.1 as JSON, and writes a new one to standard output. ' +
      'FILE is - to read it from standard input.',
  ],
  groups: [
    ['Operations', OPERATIONS],
    ['Settings of idempotency()', SETTINGS],
  ],
  exits: [
    [EXIT.DONE, 'Done.'],
    [EXIT.NOTHING, 'A --path has no operation. Nothing was written.'],
    [EXIT.USAGE, 'The command line or the document is wrong.'],
    [EXIT.STORE, 'The package has no binary for this machine.'],
  ],

  async run(context) {
    // Loads the addon.
    const { addIdempotency } = require('../../openapi/add-idempotency');
    const { options, output } = context;
    const { value: document, write } = await documentOf(context);
    const paths = pathsOf(options.path);
    const described = addIdempotency(document, {
      ...(await settingsOf(context)),
      include: (/** @type {{ path: string }} */ { path }) => paths.take(path),
    });
    for (const path of paths.unused) output.say(`--path ${path} has no operation.`);
    if (paths.unused.length > 0) return EXIT.NOTHING;
    const text = `${write(described)}\n`;
    output.raw(output.isTerminal ? printableText(text) : text);
    return EXIT.DONE;
  },
};

/** @param {Context} context */
async function documentOf({ positionals, stdin }) {
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError('Name one document: its file, or - for standard input.');
  }
  const bytes = await givenBytes('the document', file === '-' ? file : `@${file}`, stdin);
  // Programs of Windows begin a file with a mark.
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  try {
    return exactJson(text);
  } catch (error) {
    if (/^(openapi|swagger)\s*:/m.test(text)) {
      throw new UsageError('The document must be JSON (received YAML). Convert it first.');
    }
    throw new UsageError(`The document must be JSON: ${error.message}.`);
  }
}

/**
 * The options of the library.
 * @param {Context} context
 */
async function settingsOf({ options, stdin }) {
  const { extensions } = options;
  const settings = {
    headerName: options['header-name'],
    required: options.required,
    methods: options.method,
    mismatchStatus: options['mismatch-status'],
    resultTTL: options['result-ttl'],
    extensions: extensions && (await givenJson('--extensions', extensions, stdin)),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/**
 * Which paths are described, and the patterns that have taken none.
 * @param {string[]} [patterns]
 */
function pathsOf(patterns) {
  const unused = new Set(patterns);
  return {
    take(/** @type {string} */ path) {
      const fitting = patterns?.filter((pattern) => fits(path, pattern)) ?? [];
      for (const pattern of fitting) unused.delete(pattern);
      return patterns === undefined || fitting.length > 0;
    },
    get unused() {
      return [...unused];
    },
  };
}

/**
 * @param {string} path
 * @param {string} pattern
 */
function fits(path, pattern) {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

module.exports = { openapi };
