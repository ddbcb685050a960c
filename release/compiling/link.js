'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { run } = require('./run.js');

// In the order in which each finds what it needs in those behind it.
const LAYERS = ['store', 'core', 'redis', 'net', 'resp', 'base'];
const LINKER = /^(zig |\S*\/)?(ld\.lld|lld-link|ld64\.lld|ld|LLD Link\.\.\.|zig ld) /;

function flagsFor({ format }, source) {
  if (format === 'macho') return ['-Wl,-undefined,dynamic_lookup', '-Wl,-dead_strip'];
  if (format === 'pe') return [];
  const exported = path.join(source, 'addon', 'binding', 'exports.map');
  return [`-Wl,--version-script=${exported}`, '-Wl,-z,now', '-Wl,-z,nodelete'];
}

/** The objects of the top layer, and the archives of the others, as CMake names them. */
function compiledParts(folder) {
  const objects = path.join(folder, 'addon', 'binding', 'CMakeFiles', 'onceonly.dir');
  const names = fs.readdirSync(objects).filter((name) => name.endsWith('.o'));
  return [
    ...names.sort().map((name) => path.join(objects, name)),
    ...LAYERS.map((layer) => path.join(folder, 'addon', layer, `libonceonly_${layer}_node.a`)),
  ];
}

function linkLineIn(stderr) {
  const line = stderr.split('\n').findLast((each) => LINKER.test(each));
  if (line === undefined) throw new Error(`no line of a linker in: ${stderr}`);
  return line;
}

/** Links the addon: `{ file, linkLine }`. */
function link(target, { base, folder, libraries, tools, places, env }) {
  const file = path.join(base, 'onceonly.node');
  fs.rmSync(file, { force: true });
  const options = ['-shared', '-O2', '-s', ...flagsFor(target, places.source), '-o', file];
  const parts = [...compiledParts(folder), ...libraries];
  // The folder decides nothing: names are absolute.
  const { stderr } = run(tools.cxx, [...options, ...parts], { cwd: base, env });
  return { file, linkLine: linkLineIn(stderr) };
}

module.exports = { link };
