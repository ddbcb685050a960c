'use strict';

const fs = require('node:fs');

const { checkBinary, checkLoading } = require('../../release/checks.js');
const { describeBinary } = require('../../release/formats/index.js');

function counted(problems) {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  return { passed: problems.length === 0 ? 1 : 0, failed: problems.length };
}

/** A row for a platform that cannot run here: the file alone is checked. */
function checkFile(target) {
  return async (binary) => counted(checkBinary(target, fs.readFileSync(binary)));
}

/** A row for a binary of any compiler: its headers and exports, and what it takes from each Node. */
function checkOnNodes(target, findNodes) {
  return async (binary) => {
    const described = describeBinary(fs.readFileSync(binary));
    const problems = findNodes().flatMap((node) => checkLoading(target, described, node));
    return counted([...new Set(problems)]);
  };
}

module.exports = { checkFile, checkOnNodes };
