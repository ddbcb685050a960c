'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

const PROGRAM = path.join(__dirname, 'validate.mjs');

/** What @seriousme/openapi-schema-validator, an ES module, says of documents: `{ valid, version, errors }` of each. */
function validityOf(documents) {
  const input = JSON.stringify(documents);
  return JSON.parse(execFileSync(process.execPath, [PROGRAM], { input, encoding: 'utf8' }));
}

module.exports = { validityOf };
