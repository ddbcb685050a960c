'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { forgetMovedBuild } = require('../../scripts/building/cmake-cache.js');
const { findHeaders } = require('../../scripts/building/headers.js');
const { ROOT } = require('../helpers/project.js');

let folder;

beforeAll(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-build-')));
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

describe('the headers that a build takes', () => {
  /** An installation of Node with headers of `version`, which may lack one; gives its folder. */
  function install(name, version, lacking) {
    const include = path.join(folder, name, 'include', 'node');
    fs.mkdirSync(path.join(include, 'openssl'), { recursive: true });
    const [major, minor, patch] = version.split('.');
    const text = `#define NODE_MAJOR_VERSION ${major}\n#define NODE_MINOR_VERSION ${minor}\n#define NODE_PATCH_VERSION ${patch}\n`;
    for (const header of ['node_api.h', 'uv.h', 'openssl/evp.h', 'node_version.h']) {
      if (header !== lacking) fs.writeFileSync(path.join(include, header), text);
    }
    return path.join(folder, name);
  }

  const running = (place, node) => ({
    execPath: path.join(place, 'bin', 'node'),
    versions: { node },
  });

  test('are those beside Node, also where the nodedir of npm is of the same version', () => {
    const [own, other] = [install('own', '24.1.0'), install('same', '24.1.0')];
    const found = findHeaders({ npm_config_nodedir: other }, running(own, '24.1.0'));
    expect(found).toEqual({
      folder: path.join(own, 'include', 'node'),
      version: '24.1.0',
      notes: [],
    });
  });

  test('are those of the nodedir where none lie beside Node', () => {
    const [own, other] = [path.join(folder, 'bare'), install('nodedir', '24.9.9')];
    const found = findHeaders({ npm_config_nodedir: other }, running(own, '24.1.0'));
    expect(found.folder).toBe(path.join(other, 'include', 'node'));
    expect(found.notes).toEqual([expect.stringContaining('lacks node_api.h')]);
  });

  test('are not those of another major version, and the notes say of which', () => {
    const [own, other] = [install('lacks-uv', '24.1.0', 'uv.h'), install('old', '20.19.2')];
    const found = findHeaders({ npm_config_nodedir: other }, running(own, '24.1.0'));
    expect(found.folder).toBeUndefined();
    expect(found.notes).toEqual([
      expect.stringMatching(/lacks-uv.* lacks uv\.h$/),
      expect.stringMatching(/old.* is of Node 20\.19\.2$/),
    ]);
  });

  test('are those that ONCEONLY_NODE_HEADERS names and no others', () => {
    const [own, named] = [install('beside', '24.1.0'), install('named', '24.2.0')];
    const include = path.join(named, 'include', 'node');
    const here = running(own, '24.1.0');
    expect(findHeaders({ ONCEONLY_NODE_HEADERS: include }, here).folder).toBe(include);
    expect(findHeaders({ ONCEONLY_NODE_HEADERS: folder }, here).folder).toBeUndefined();
  });

  test('are there for the Node that runs this, and have its version', () => {
    const { folder: found } = findHeaders(process.env);
    const text = fs.readFileSync(path.join(found, 'node_version.h'), 'utf8');
    expect(text).toContain(`NODE_MAJOR_VERSION ${process.versions.node.split('.')[0]}`);
  });
});

describe('a checkout that was moved', () => {
  const configure = (place) =>
    spawnSync('cmake', ['-S', place, '-B', path.join(place, 'build')], { encoding: 'utf8' });

  /** A project that CMake has configured, moved from where that was done. */
  function movedProject(name) {
    const [from, to] = [path.join(folder, `${name}-from`), path.join(folder, `${name}-to`)];
    fs.mkdirSync(from);
    fs.writeFileSync(
      path.join(from, 'CMakeLists.txt'),
      'cmake_minimum_required(VERSION 3.20)\nproject(moved NONE)\n',
    );
    expect(configure(from).status).toBe(0);
    fs.renameSync(from, to);
    return to;
  }

  test('can be built again', () => {
    const place = movedProject('built');
    expect(configure(place).stderr).toContain('is different than the directory');
    expect(forgetMovedBuild(path.join(place, 'build'), place)).toBe(true);
    expect(configure(place).status).toBe(0);
  });

  test('is built on from there, also by the name of a link', () => {
    const place = movedProject('kept');
    forgetMovedBuild(path.join(place, 'build'), place);
    configure(place);
    const link = path.join(folder, 'link');
    fs.symlinkSync(place, link);
    for (const name of [place, link]) {
      expect(forgetMovedBuild(path.join(name, 'build'), name)).toBe(false);
    }
    expect(fs.existsSync(path.join(place, 'build', 'CMakeCache.txt'))).toBe(true);
  });

  test('is left alone when it was never built', () => {
    expect(forgetMovedBuild(path.join(folder, 'nothing'), folder)).toBe(false);
  });

  test('is built anew when another folder has a copy of its build', () => {
    const place = movedProject('copied');
    expect(forgetMovedBuild(path.join(place, 'build'), place)).toBe(true);
    configure(place);
    const copy = path.join(folder, 'copy');
    fs.cpSync(place, copy, { recursive: true });
    expect(forgetMovedBuild(path.join(copy, 'build'), copy)).toBe(true);
    expect(fs.existsSync(path.join(place, 'build', 'CMakeCache.txt'))).toBe(true);
  });
});

test('a machine that lacks several things is told all of them, and every step, at once', () => {
  const root = path.join(folder, 'node_modules', 'onceonly');
  for (const name of ['lib', 'scripts/build.js', 'scripts/building', 'addon', 'cmake']) {
    fs.cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true });
  }
  fs.copyFileSync(path.join(ROOT, 'CMakeLists.txt'), path.join(root, 'CMakeLists.txt'));
  const env = { PATH: path.join(folder, 'bin-of-nothing') };
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.js')], {
    env,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain(
    'onceonly: the build needs CMake, make, a C++ compiler, the npm package node-addon-api.',
  );
  for (const step of ['1. Install CMake', '2. In your project', `3. Run: node ${root}`]) {
    expect(stderr).toContain(step);
  }
  // The package has no such script, only a checkout does.
  expect(stderr).not.toContain('setup.sh');
});
