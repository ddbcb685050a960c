'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { platformKey } = require('../../lib/native/platform.js');
const { environment } = require('../../release/compiling/compiler.js');
const { ENTRY_POINTS, checkBinary, checkLoading } = require('../../release/checks.js');
const { describeBinary } = require('../../release/formats/index.js');
const { checkParts, partFiles } = require('../../release/parts/index.js');
const { ALLOWED, COMPONENTS, componentsOf } = require('../../release/parts/components.js');
const { linkedComponents } = require('../../release/parts/linked.js');
const { TARGETS, targetOf } = require('../../release/targets.js');
const { peFile } = require('../helpers/pe-file.js');
const { ROOT, readText } = require('../helpers/project.js');

const BINARY = path.join(ROOT, 'build', 'addon', 'onceonly.node');

function linesOf(command, args) {
  return execFileSync(command, args, { encoding: 'utf8' }).trim().split('\n');
}

test('what the caller has in its environment does not reach the compiler', () => {
  const given = { CPATH: '/elsewhere', CFLAGS: '-O0', CXXFLAGS: '-O0', LDFLAGS: '-lm' };
  const before = { ...process.env };
  Object.assign(process.env, given);
  try {
    const { PATH, ...others } = environment({ cache: '/cache' });
    expect(PATH).toBe(before.PATH);
    const allowed = /^(TMPDIR|ZIG_(GLOBAL_CACHE_DIR|LOCAL_CACHE_DIR|VERBOSE_LINK))$/;
    expect(Object.keys(others).filter((name) => !allowed.test(name))).toEqual([]);
  } finally {
    for (const name of Object.keys(given)) delete process.env[name];
    Object.assign(process.env, before);
  }
});

test('a release has a binary for this machine', () => {
  expect(TARGETS.map(({ key }) => key)).toContain(platformKey());
});

describe('the description of a binary', () => {
  const described = describeBinary(fs.readFileSync(BINARY));

  test('has the exports and imports that nm shows', () => {
    const namesOf = (option) =>
      linesOf('nm', ['-D', '--without-symbol-versions', option, BINARY]).map((line) =>
        line.trim().split(/\s+/).slice(-2),
      );
    const exported = namesOf('--defined-only').map(([, name]) => name);
    const taken = namesOf('--undefined-only').flatMap(([kind, name]) =>
      kind === 'U' ? [name] : [],
    );
    expect(described.exports.toSorted()).toEqual(exported.toSorted());
    expect(described.imports.toSorted()).toEqual(taken.toSorted());
    expect(described.unversionedImports).toEqual(
      expect.arrayContaining(['uv_version_string', 'napi_create_object']),
    );
    expect(described.unversionedImports).not.toContain('malloc');
  });

  test('has the libraries and versions that readelf shows', () => {
    const section = linesOf('readelf', ['-dW', BINARY]).join('\n');
    const needed = [...section.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
    const versions = linesOf('readelf', ['-VW', BINARY]).join('\n');
    const named = [...versions.matchAll(/Name: ((?:GLIBC|GCC|CXX)\S+)/g)].map(([, name]) => name);
    expect(described.libraries).toEqual(needed);
    expect(described.versions.map(({ version }) => version).sort()).toEqual(named.sort());
  });

  test('is refused for a file of another kind', () => {
    expect(() => describeBinary(Buffer.alloc(64))).toThrow('no binary of Linux, macOS or Windows');
  });
});

describe('the check of a binary', () => {
  const target = targetOf('linux-x64');

  test('finds that the binary of a checkout is not one of a release', () => {
    const problems = checkBinary(target, fs.readFileSync(BINARY), process.execPath);
    expect(problems).toEqual(
      expect.arrayContaining(['it is not stripped', 'it needs the library libstdc++.so.6']),
    );
  });

  test('finds that Node loads the binary of a checkout as well', () => {
    const described = describeBinary(fs.readFileSync(BINARY));
    expect(checkLoading(target, described, process.execPath)).toEqual([]);
  });

  test('finds a program, which exports other things and takes nothing from Node', () => {
    const problems = checkBinary(target, fs.readFileSync('/bin/true'), process.execPath);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^it exports (?!napi_register_module_v1)/),
        'it may be unloaded',
      ]),
    );
  });

  test('finds a binary for another system', () => {
    const problems = checkBinary(
      targetOf('darwin-arm64'),
      fs.readFileSync(BINARY),
      process.execPath,
    );
    expect(problems).toContain('it is of the format elf');
  });

  test('finds a path of the machine that built it', () => {
    const bytes = Buffer.concat([fs.readFileSync(BINARY), Buffer.from(ROOT)]);
    expect(checkBinary(target, bytes, process.execPath)).toContain(`it holds the path ${ROOT}`);
  });
});

describe('the check of a binary for Windows', () => {
  const target = targetOf('win32-x64');
  const good = {
    exports: ENTRY_POINTS,
    imports: {
      'node.exe': ['napi_create_object', 'uv_version'],
      'KERNEL32.dll': ['Sleep'],
      'msvcrt.dll': ['malloc', 'free'],
    },
  };
  const problemsOf = (changed) =>
    checkBinary(target, peFile({ ...good, ...changed }), process.execPath);

  test('finds nothing in one that takes all from Node and from Windows', () => {
    expect(describeBinary(peFile(good))).toMatchObject({
      format: 'pe',
      arch: 'x64',
      exports: ENTRY_POINTS,
      importsByLibrary: good.imports,
    });
    expect(problemsOf({})).toEqual([]);
  });

  test.each([
    ['the time of its build', { time: 1 }, 'it holds the time of its build'],
    ['no random addresses', { security: 0x100 }, 'it lacks ASLR or DEP'],
    ['one export more', { exports: [...ENTRY_POINTS, 'other'] }, /^it exports .*other$/],
    ['another library', { imports: { ...good.imports, 'libc++.dll': ['a'] } }, /libc\+\+\.dll$/],
    ['nothing of Node', { imports: { 'msvcrt.dll': ['free'] } }, 'it takes nothing from node.exe'],
    [
      'a function that Node lacks',
      { imports: { ...good.imports, 'node.exe': ['napi_none'] } },
      'it takes napi_none from Node, which does not export it',
    ],
  ])('finds %s', (_, changed, problem) => {
    expect(problemsOf(changed)).toEqual([expect.stringMatching(problem)]);
  });
});

describe('the parts of a binary', () => {
  const taken = [
    ...[
      '/b/CMakeFiles/onceonly.dir/Unity/unity_0_cxx.cxx.o',
      '/b/addon/base/libonceonly_base_node.a',
    ],
    ...['/b/libhiredis.a', '/c/libc++abi.a', '/c/libc++.a', '/c/libc.so.6'],
  ];
  let folder;

  /** A build folder in which one source was compiled that included these headers. */
  function compiled(...headers) {
    const text = `a.cc.o: /s/addon/base/a.cc \\\n  ${headers.join(' \\\n  ')}\n`;
    fs.writeFileSync(path.join(folder, 'a.cc.o.d'), text);
    return folder;
  }

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-parts-'));
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true });
  });

  const known = [
    '/m/node-addon-api/napi.h',
    '/z/lib/include/emmintrin.h',
    '/z/lib/libcxx/include/map',
    '/s/addon/third_party/fast_float/fast_float.h',
  ];

  test('are those that the linker and the compiler took in', () => {
    const linked = linkedComponents({ taken, folder: compiled(...known) });
    expect(linked).toEqual(
      componentsOf('linux-x64')
        .map(({ name }) => name)
        .sort(),
    );
    expect(checkParts('linux-x64', linked)).toEqual([]);
  });

  test('are those of the members that the linker for Windows took in', () => {
    const members = ['c++.lib(d2s.obj)', 'c++abi.lib(cxa_guard.obj)'];
    const rest = ['compiler_rt.lib(compiler_rt.lib.obj)', 'libhiredis.a(read.o)'];
    const ofWindows = ['mingwex.lib(gdtoa.obj)', 'mingwex.lib(ceilf.obj)', '/c/dllcrt2.obj'];
    const names = ['msvcrt.lib(msvcrt.dll)', 'libonceonly_core_node.a(key.cc.o)'];
    const taken = [...members, ...rest, ...ofWindows, ...names];
    const linked = linkedComponents({ taken, folder: compiled(...known) });
    expect(checkParts('win32-x64', linked)).toEqual([]);
    expect(() => linkedComponents({ taken: ['mingwex.lib(lgamma.obj)'], folder })).toThrow(
      'which belongs to no component',
    );
  });

  test('are told one by one where the notices lack one or name one too many', () => {
    expect(checkParts('linux-x64', ['zlib'])).toEqual(
      expect.arrayContaining(['it holds zlib, untold', 'it does not hold hiredis']),
    );
  });

  test.each([
    ['linked', { files: [...taken, '/usr/lib/libssl.a'], headers: known }],
    ['included', { files: taken, headers: [...known, '/usr/include/zlib.h'] }],
  ])('end the build where a file that nobody knows is %s', (_, { files, headers }) => {
    const build = { taken: files, folder: compiled(...headers) };
    expect(() => linkedComponents(build)).toThrow(
      /(libssl\.a|zlib\.h), which belongs to no component/,
    );
  });
});

describe('the files that tell the parts', () => {
  const files = partFiles();

  test.each(Object.keys(files))('%s is up to date; "npm run release:build" writes it', (name) => {
    expect(readText(name)).toBe(files[name]);
  });

  test('have every part of every binary, under a licence that allows it', () => {
    const bom = JSON.parse(files['sbom.cdx.json']);
    for (const { name, version, licence } of COMPONENTS) {
      expect(files.THIRD_PARTY_NOTICES).toContain(`${name} ${version}\n`);
      expect(bom.components).toContainEqual(expect.objectContaining({ name, version }));
      expect(ALLOWED).toContain(licence);
    }
  });

  test('name the version of node-addon-api that is compiled in', () => {
    const { version } = require('node-addon-api/package.json');
    expect(COMPONENTS).toContainEqual(expect.objectContaining({ name: 'node-addon-api', version }));
  });

  test('hold a bill of materials with all that CycloneDX 1.6 requires', () => {
    const bom = JSON.parse(files['sbom.cdx.json']);
    const all = [bom.metadata.component, ...bom.components];
    const refs = all.map((component) => component['bom-ref']);
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bom.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    );
    for (const { type, name, licenses } of all) {
      expect([type, typeof name, licenses.length]).toEqual(['library', 'string', 1]);
      expect(licenses[0].expression ?? licenses[0].license.id).toMatch(
        /^[\w.+-]+( WITH [\w.-]+)?$/,
      );
    }
    expect(new Set(refs).size).toBe(refs.length);
    expect(bom.dependencies.map(({ ref }) => ref).sort()).toEqual(refs.toSorted());
  });
});

describe('the binaries in prebuilds/', () => {
  const PARTS = ['CMakeLists.txt', 'addon', 'cmake', 'lib', 'scripts', 'package.json'];
  let copy;

  /** Puts a file there as the binary of that key, and notes it as made from `sources`. */
  function release(key, sources) {
    const { sha256 } = require(path.join(copy, 'release', 'manifest.js'));
    const folder = path.join(copy, 'prebuilds', key);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'onceonly.node'), key);
    const entry = { sha256: sha256(key), size: key.length, sources, components: [] };
    const manifest = path.join(copy, 'prebuilds', 'release.json');
    fs.writeFileSync(manifest, JSON.stringify({ [key]: entry }));
  }

  function run(script) {
    return spawnSync(process.execPath, [path.join(copy, script)], { encoding: 'utf8' });
  }

  beforeEach(() => {
    copy = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-prebuilds-'));
    const skipped = /release\/(build|node_modules)(\/|$)/;
    for (const name of [...PARTS, 'release']) {
      const filter = (from) => !skipped.test(path.relative(ROOT, from));
      fs.cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true, filter });
    }
  });

  afterEach(() => {
    fs.rmSync(copy, { recursive: true });
  });

  test('are not packed if they are of other sources', () => {
    release(platformKey(), 'of yesterday');
    const { status, stderr } = run('scripts/prepack.js');
    expect(status).toBe(1);
    expect(stderr).toContain(`prebuilds/ has binaries of other sources (${platformKey()})`);
  });

  test('are packed as they are if they are of these sources', () => {
    const { sourcesDigest } = require(path.join(copy, 'release', 'manifest.js'));
    release(platformKey(), sourcesDigest());
    const { status, stderr } = run('scripts/prepack.js');
    expect([status, stderr]).toEqual([0, '']);
    const file = path.join(copy, 'prebuilds', platformKey(), 'onceonly.node');
    expect(fs.readFileSync(file, 'utf8')).toBe(platformKey());
  });

  test('are not published if one is missing, or one too many', () => {
    const { sourcesDigest } = require(path.join(copy, 'release', 'manifest.js'));
    release('sunos-sparc', sourcesDigest());
    const { status, stderr } = run('release/publishable.js');
    expect(status).toBe(1);
    for (const { key } of TARGETS) expect(stderr).toContain(`- ${key} is not built`);
    expect(stderr).toContain('- sunos-sparc is no platform of a release');
  });
});
