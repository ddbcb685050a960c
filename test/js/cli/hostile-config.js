'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { temporaryFolder } = require('../../helpers/package-copy.js');
const { ROOT } = require('../../helpers/project.js');

// A title for the window, a question to the terminal, colours in both forms, and text that runs backwards.
const HOSTILE = 'a\u001b]0;title\u0007\u001b[6n\u009b31m\u202eb\r\nc\u2028';
const ID = 'A'.repeat(43);

/** Writes a config whose store holds one record with text of an attacker, and returns its file. */
function hostileConfig() {
  const file = path.join(temporaryFolder('onceonly-config-'), 'onceonly.config.js');
  const record = {
    ...{ id: ID, state: 'unknown', attempt: 1, fence: 1, fingerprint: 'x', label: HOSTILE },
    ...{ beganMs: 1_700_000_000_000, leftMs: 0, expiresMs: 60_000, bytes: 0 },
  };
  fs.writeFileSync(
    file,
    `const { defineStore } = require(${JSON.stringify(ROOT)});
     process.removeAllListeners('warning');
     const record = ${JSON.stringify(record)};
     const none = () => ({ state: 'foreign' });
     const methods = { begin: none, complete: none, renew: none, release: none, remove: none };
     const inspect = () => record;
     const resolve = () => ({ state: 'running' });
     const scan = ({ results }) => ({ state: 'scanned', cursor: '0', entries: results ? [] : [record] });
     module.exports = { store: defineStore({ ...methods, inspect, resolve, scan }) };`,
  );
  return file;
}

/** What a text does to a terminal beside showing characters and ending lines. */
const commandsIn = (text) =>
  text.replaceAll('\r\n', '\n').match(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu) ?? [];

module.exports = { HOSTILE, ID, commandsIn, hostileConfig };
