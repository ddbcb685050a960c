'use strict';

const { readText } = require('./project.js');

const SCRIPTS = 'addon/store/scripts';

/** The text of a Lua script as the addon sends it, with its parts in place: see cmake/embed_lua.cmake. */
function luaScript(name) {
  return readText(`${SCRIPTS}/${name}.lua`).replace(/^-- @include "([a-z]+)"\n/gm, (_, part) =>
    readText(`${SCRIPTS}/parts/${part}.lua`),
  );
}

module.exports = { luaScript };
