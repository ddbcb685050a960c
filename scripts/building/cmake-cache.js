'use strict';

const fs = require('node:fs');
const path = require('node:path');

/**
 * Removes a build folder that CMake has made for other places, as in a checkout that was moved or copied: CMake refuses it.
 * Gives whether it did.
 */
function forgetMovedBuild(build, source) {
  const cache = path.join(build, 'CMakeCache.txt');
  if (!fs.existsSync(cache)) return false;
  const text = fs.readFileSync(cache, 'utf8');
  const isOf = (name, folder) => {
    const found = new RegExp(`^${name}:INTERNAL=(.*)$`, 'm').exec(text)?.[1];
    return found !== undefined && realPath(found) === realPath(folder);
  };
  if (isOf('CMAKE_CACHEFILE_DIR', build) && isOf('CMAKE_HOME_DIRECTORY', source)) return false;
  fs.rmSync(build, { recursive: true });
  return true;
}

function realPath(folder) {
  return fs.existsSync(folder) ? fs.realpathSync(folder) : folder;
}

module.exports = { forgetMovedBuild };
