'use strict';

const { createRequire } = require('node:module');

// TypeScript 7 has no stable API for programs. tsd brings a compiler that has one.
const ts = createRequire(require.resolve('tsd'))('@tsd/typescript');

const OPTIONS = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2023,
  inlineSourceMap: true,
  inlineSources: true,
};

/** Lets Jest load ES modules of the project, which it cannot without a flag of Node: each becomes a script with the same names. */
module.exports = {
  process(text, fileName) {
    const { outputText } = ts.transpileModule(text, { fileName, compilerOptions: OPTIONS });
    return { code: outputText };
  },
};
