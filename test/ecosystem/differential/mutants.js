'use strict';

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const LIB = path.resolve(__dirname, '../../../lib');

const CAPTURE = 'response/capture/response-capture.js';
const DISCONNECT = 'response/capture/client-disconnect.js';
const REPLACED = 'response/capture/replaced-response.js';

/**
 * Known faults, put back into files of lib/ as they are loaded: `name: { looksLike, changes: [[file, text, replacement]] }`.
 * `looksLike` matches the line of what is found of it.
 */
const MUTANTS = {
  // What the app is to see is seen by the middleware below that still writes. Only middleware that looks later than it is called
  // shows it, and none that is drawn does: layers-below.test.js has one.
  A1: {
    looksLike: /^fault: .*WRITE_AFTER_END/,
    changes: [[CAPTURE, ' && !(this.sent && this.#members.hasLayers)', '']],
  },
  // A call after the end is made again when the end is sent.
  A2: {
    looksLike: /^fault: .*WRITE_AFTER_END/,
    changes: [
      [
        CAPTURE,
        'if (this.#ended) return afterEnd.write(args);',
        "if (this.#ended) return this.#state === HELD ? this.#hold('write', args) : this.#members.below('write', args);",
      ],
    ],
  },
  // Express closes the connection of an answer that is still held.
  B2: {
    looksLike: /^end: complete became cut/,
    changes: [
      ['response/capture/held-calls.js', 'this.#connection = holdConnection(this.#res);', ''],
    ],
  },
  // The last bytes of a known length are handed down as they come.
  B3: {
    looksLike: /^early end/,
    changes: [
      [
        CAPTURE,
        'const isLast = length >= this.#head.length;',
        'const isLast = this.#head.length === 0;',
      ],
    ],
  },
  // Whoever writes a status under 400 later is taken for the app that was given up.
  B4: {
    looksLike: /^end: complete became open/,
    changes: [
      [
        REPLACED,
        'return answering.getStore() === this;',
        'return answering.getStore() === this && (!this.isLater || this.#res.statusCode >= 400);',
      ],
      [
        REPLACED,
        'answering.run(this, run);',
        'answering.run(this, run);\n    this.isLater = true;',
      ],
    ],
  },
  // The answer in the place of one that was begun goes through middleware that has seen that one.
  behind: {
    looksLike: /^fault: .*WRITE_AFTER_END|^end: complete became open/,
    changes: [[REPLACED, 'members.passBy(() => this.#passesBy && this.#isAnswer);', '']],
  },
  // A handler that was given up sets the status of the answer in its place.
  status: {
    looksLike: /^(status|reason): /,
    changes: [[REPLACED, 'guardStatus(res, () => this.#isAnswer || members.isBelow);', '']],
  },
  // What the head says is kept as the app wrote it, not as the client got it.
  D1: {
    looksLike: /^retry: (reason|headers)/,
    changes: [
      [CAPTURE, 'if (!this.sent) this.#head.sendWith(name, args, this.#members.hasLayers);', ''],
    ],
  },
  // Middleware behind ours adds headers when the head is written, which is after they were taken.
  late: {
    looksLike: /^retry: headers: .*x-wrapped/,
    changes: [[CAPTURE, 'this.#members.announceHead(statusCode);', '']],
  },
  // An app hears that its client has left before what it has written is handed down, and finds that nothing was sent.
  leave: {
    looksLike: /^fault: .*HEADERS_SENT/,
    changes: [
      [
        DISCONNECT,
        'setImmediate(() => missed.forEach((name) => this.#members.emit([name])));',
        'missed.forEach((name) => this.#members.emit([name]));',
      ],
    ],
  },
  // The head of a HEAD request is handed down before its end.
  head: {
    looksLike: /^early end/,
    changes: [
      [CAPTURE, "if (this.#head.length === 0) this.#hold('flushHeaders', args);\n    else ", ''],
    ],
  },
};

/** Has `lib/` loaded with a fault. Throws if its text is not there, so that no mutant goes stale. */
function install(name) {
  if (!name) return;
  const mutant = MUTANTS[name];
  if (mutant === undefined) {
    throw new Error(`no mutant ${name}; there are ${Object.keys(MUTANTS).join(', ')}`);
  }
  const sources = new Map();
  for (const [file, text, replacement] of mutant.changes) {
    const full = path.join(LIB, file);
    const source = sources.get(full) ?? fs.readFileSync(full, 'utf8');
    if (source.split(text).length !== 2)
      throw new Error(`mutant ${name}: lib/${file} does not have once: ${text}`);
    sources.set(
      full,
      source.replace(text, () => replacement),
    );
  }
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (source, file, ...rest) {
    return compile.call(this, sources.get(file) ?? source, file, ...rest);
  };
}

module.exports = { MUTANTS, install };
