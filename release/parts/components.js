'use strict';

/**
 * What goes into the binaries beside our own code. `licence` is an SPDX expression, `text` names a file in licences/, and
 * `systems` are the platforms whose binaries hold it; without it, all of them do.
 */
const LLVM = {
  version: '17.0.0',
  licence: 'Apache-2.0 WITH LLVM-exception',
  text: 'llvm.txt',
  url: 'https://llvm.org',
};

const COMPONENTS = [
  {
    name: 'hiredis',
    version: '1.2.0',
    description: 'The reader of replies of Redis.',
    licence: 'BSD-3-Clause',
    text: 'hiredis.txt',
    url: 'https://github.com/redis/hiredis',
    purl: 'pkg:github/redis/hiredis@v1.2.0',
  },
  {
    name: 'node-addon-api',
    version: '8.9.2',
    description: 'C++ classes over Node-API.',
    licence: 'MIT',
    text: 'node-addon-api.txt',
    url: 'https://github.com/nodejs/node-addon-api',
    purl: 'pkg:npm/node-addon-api@8.9.2',
  },
  {
    name: 'fast_float',
    version: '3.9.0',
    description: 'Reads decimal numbers as the nearest double.',
    licence: 'MIT',
    text: 'fast_float.txt',
    url: 'https://github.com/fastfloat/fast_float',
    purl: 'pkg:github/fastfloat/fast_float@v3.9.0',
  },
  { ...LLVM, name: 'libc++', description: 'The C++ standard library.' },
  { ...LLVM, name: 'libc++abi', description: 'Exceptions and type information of C++.' },
  { ...LLVM, name: 'clang-headers', description: 'Vector instructions as functions.' },
  {
    name: 'zig-compiler-rt',
    version: '0.12.0-dev.1286+cc394431a',
    description: 'Arithmetic that a processor lacks.',
    licence: 'MIT',
    text: 'zig.txt',
    url: 'https://ziglang.org',
    systems: ['linux-arm64', 'linux-arm64-musl', 'darwin-arm64', 'darwin-x64', 'win32-x64'],
  },
  {
    name: 'mingw-w64',
    version: '10.0.0',
    description: 'The start of a library on Windows, and some functions of C.',
    licence: 'ZPL-2.1',
    text: 'mingw-w64.txt',
    url: 'https://www.mingw-w64.org',
    systems: ['win32-x64'],
  },
  {
    name: 'gdtoa',
    version: 'of mingw-w64 10.0.0',
    description: 'Writes doubles as text, in messages of the C library.',
    licence: 'SMLNJ',
    text: 'gdtoa.txt',
    url: 'https://www.netlib.org/fp/',
    systems: ['win32-x64'],
  },
];

// Each lets a program that holds the part be under any licence, if its notice goes along.
const ALLOWED = ['Apache-2.0 WITH LLVM-exception', 'BSD-3-Clause', 'MIT', 'SMLNJ', 'ZPL-2.1'];

function componentsOf(key) {
  return COMPONENTS.filter(({ systems }) => systems === undefined || systems.includes(key));
}

module.exports = { ALLOWED, COMPONENTS, componentsOf };
