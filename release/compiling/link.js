'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { ZIG } = require('./compiler.js');
const { buildNodeLibrary } = require('./node-library.js');
const { run } = require('./run.js');

// In the order in which each finds what it needs in those behind it.
const LAYERS = ['store', 'core', 'redis', 'net', 'resp', 'base'];
const LINKER = /^(ld\.lld|zig ld|lld-link) /;
// Functions of equal code become one, in LLVM's linkers. Nothing here compares the addresses of functions.
const FOLD = '--icf=all';
const SYSTEM_OF_MACOS = path.join(path.dirname(ZIG), 'lib', 'libc', 'darwin', 'libSystem.tbd');

/** The objects of the top layer, and the archives of the others, as CMake names them. */
function compiledParts(folder) {
  const objects = path.join(folder, 'addon', 'binding', 'CMakeFiles', 'onceonly.dir');
  // A source that is left over is compiled by itself, beside the others.
  const names = fs.readdirSync(objects, { recursive: true }).filter((name) => name.endsWith('.o'));
  return [
    ...names.sort().map((name) => path.join(objects, name)),
    ...LAYERS.map((layer) => path.join(folder, 'addon', layer, `libonceonly_${layer}_node.a`)),
  ];
}

/** The words that zig tells its linker, from the program on. */
function wordsOfZig(flags, file, parts, { tools, base, env }) {
  const args = ['-shared', '-O2', '-s', ...flags, '-o', file, ...parts];
  const { stderr } = run(tools.cxx, args, { cwd: base, env });
  const line = stderr.split('\n').findLast((each) => LINKER.test(each));
  if (line === undefined) throw new Error(`no line of a linker in: ${stderr}`);
  return line.split(' ');
}

/** The files in a trace, which tells a member of an archive as "archive(member)". */
function filesIn(trace) {
  const files = trace.split('\n').map((line) => line.replace(/\(.*\)$/, '').trim());
  return files.filter((name) => name !== '');
}

/** The linker inside zig, without the files of the C library around the start of a program: a library needs none. */
function linkElf(target, file, parts, build) {
  const exported = path.join(build.places.source, 'addon', 'binding', 'exports.map');
  const flags = [`-Wl,--version-script=${exported}`, '-Wl,-z,now', '-Wl,-z,nodelete'];
  const words = wordsOfZig(flags, file, parts, build).slice(1);
  const args = words.filter((word) => !/\/crt[in]\.o$/.test(word));
  const { stdout } = run(ZIG, ['ld.lld', ...args, FOLD, '--trace'], { cwd: build.base });
  return filesIn(stdout);
}

/**
 * zig's own linker for macOS exports every symbol and strips none. So it only tells the archives that it needs, and the
 * linker and the strip of LLVM do the work.
 */
function linkMachO(target, file, parts, build) {
  const words = wordsOfZig(['-Wl,-undefined,dynamic_lookup'], file, parts, build);
  const inputs = words.filter((word) => /\.(a|o)$/.test(word));
  const arch = target.processor === 'aarch64' ? 'arm64' : 'x86_64';
  const args = [
    ...['-arch', arch, '-platform_version', 'macos', '11.0', '11.0', '-dylib', '-dead_strip'],
    ...['-exported_symbol', '_napi_register_module_v1'],
    ...['-exported_symbol', '_node_api_module_get_api_version_v1'],
    FOLD,
    // The name of the library: without it, the path of the file.
    ...['-undefined', 'dynamic_lookup', '-adhoc_codesign', '-install_name', 'onceonly.node'],
    ...['-o', file, ...inputs, SYSTEM_OF_MACOS],
  ];
  fs.rmSync(file, { force: true });
  const { stdout } = run('ld64.lld-14', [...args, '-t'], { cwd: build.base });
  run('llvm-strip-14', ['-x', file]);
  return filesIn(stdout);
}

/** The objects that the linker has read, and the members of archives that it has loaded, as "archive(member)". */
function loadedIn(trace) {
  const objects = [...trace.matchAll(/^lld-link: Reading (\S+\.o(?:bj)?)$/gm)];
  const members = [...trace.matchAll(/^lld-link: Loaded (\S+\(\S+\)) for /gm)];
  return [...objects, ...members].map(([, name]) => name);
}

/** The archive without the directives to the linker in it: libunwind would export all of its functions. */
function withoutDirectives(archive, folder) {
  const plain = path.join(folder, path.basename(archive));
  run('llvm-objcopy-14', ['--remove-section=.drectve', archive, plain]);
  return plain;
}

/** The linker inside zig once more, since zig can't tell it to leave the time out of the file. */
function linkPe(target, file, parts, build) {
  const library = buildNodeLibrary(build.base, build);
  const words = wordsOfZig([], file, [...parts, library], build).slice(1);
  const inputs = words.map((word) =>
    word.endsWith('/unwind.lib') ? withoutDirectives(word, build.base) : word,
  );
  const args = ['lld-link', ...inputs, '-timestamp:0', '-verbose'];
  const { stdout, stderr } = run(ZIG, args, { cwd: build.base });
  return loadedIn(`${stdout}${stderr}`);
}

const LINKS = { elf: linkElf, macho: linkMachO, pe: linkPe };

/** Links the addon: `{ file, taken }`. `taken` are the files of which the linker has taken something in. */
function link(target, { folder, libraries, ...build }) {
  const file = path.join(build.base, 'onceonly.node');
  fs.rmSync(file, { force: true });
  const parts = [...compiledParts(folder), ...libraries];
  const taken = LINKS[target.format](target, file, parts, build);
  return { file, taken: [...new Set(taken)] };
}

module.exports = { link };
