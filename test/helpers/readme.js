'use strict';

const { readText } = require('./project.js');

const FENCE = /^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm;

/**
 * The fenced blocks of a Markdown text.
 * @returns {{ language: string, code: string, line: number }[]} `line` is that of the opening fence, from 1
 */
function findSnippets(markdown) {
  return [...markdown.matchAll(FENCE)].map(({ 1: language, 2: code, index }) => ({
    language,
    code,
    line: markdown.slice(0, index).split('\n').length,
  }));
}

/** The code of a page's blocks of one language, in order. */
function snippetsOf(page, language = 'js') {
  return findSnippets(readText(page))
    .filter((snippet) => snippet.language === language)
    .map(({ code }) => code);
}

const isModule = (code) => /^import /m.test(code);

/** A module as a script with the same names, for a test that runs it in a function. */
function asScript(code) {
  return code
    .replace(
      /^import (\{[^}]+\}|\w+) from ('[^']+');$/gm,
      (_, names, from) => `const ${names.replaceAll(' as ', ': ')} = require(${from});`,
    )
    .replace(/^export (?=const|async function|function)/gm, '');
}

/** A snippet that builds an `app`, as a program that also serves it, with another version of Express if one is named. */
function asProgram(code, express = 'express') {
  const serving = /\.listen\(/.test(code) ? code : `${code}\napp.listen(0);\n`;
  return serving
    .replace("require('express')", `require('${express}')`)
    .replace("from 'express'", `from '${express}'`);
}

module.exports = { asProgram, asScript, findSnippets, isModule, snippetsOf };
