'use strict';

const fs = require('node:fs');

const { checkBinary } = require('../../release/checks.js');

/** A row for a platform that cannot run here: the file alone is checked. */
function checkFile(target) {
  return async (binary) => {
    const problems = checkBinary(target, fs.readFileSync(binary));
    for (const problem of problems) process.stdout.write(`${problem}\n`);
    return { passed: problems.length === 0 ? 1 : 0, failed: problems.length };
  };
}

module.exports = { checkFile };
