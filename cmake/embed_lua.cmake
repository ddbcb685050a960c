# Writes a C++ source that holds the texts of Lua scripts. Runs when CMake does, and CMake runs again when a script
# changes; a build step of its own would run once per header set, at the same time.
#
# A line `-- @include "left"` of a script stands for `parts/left.lua` beside it: Redis shares nothing between scripts.
#
#   onceonly_embed_lua(<output.cc> <template.cc.in> look-2.lua swap-2.lua)

# Gives the text of a script, with its parts in place.
function(onceonly_join_lua script output)
  get_filename_component(folder ${script} DIRECTORY)
  file(READ ${script} text)
  string(REGEX MATCHALL "-- @include \"[a-z]+\"\n" lines "${text}")
  foreach(line ${lines})
    string(REGEX REPLACE ".*\"([a-z]+)\".*" "\\1" name "${line}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/parts/${name}.lua)
    file(READ ${folder}/parts/${name}.lua part)
    string(REPLACE "${line}" "${part}" text "${text}")
  endforeach()
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

function(onceonly_embed_lua output template)
  set(ROWS "")
  foreach(script ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
    get_filename_component(name ${script} NAME_WE)
    onceonly_join_lua(${script} text)
    string(APPEND ROWS "    {\"${name}\", R\"lua(${text})lua\"},\n")
  endforeach()
  configure_file(${template} ${output} @ONLY)
endfunction()
