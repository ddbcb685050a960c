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

/** The README's JavaScript blocks, in order. */
function readmeSnippets() {
  return findSnippets(readText('README.md')).filter(({ language }) => language === 'js');
}

/** A snippet that builds an `app`, as a program that also serves it, with another version of Express if one is named. */
function asProgram(code, express = 'express') {
  const serving = /\.listen\(/.test(code) ? code : `${code}\napp.listen(0);\n`;
  return serving.replace("require('express')", `require('${express}')`);
}

module.exports = { asProgram, findSnippets, readmeSnippets };
