# Writes a C++ source that holds the texts of Lua scripts. Runs when CMake does, and CMake runs again when a script
# changes; a build step of its own would run once per header set, at the same time.
#
#   onceonly_embed_lua(<output.cc> <template.cc.in> look-2.lua swap-2.lua)
function(onceonly_embed_lua output template)
  set(ROWS "")
  foreach(script ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
    get_filename_component(name ${script} NAME_WE)
    file(READ ${script} text)
    string(APPEND ROWS "    {\"${name}\", R\"lua(${text})lua\"},\n")
  endforeach()
  configure_file(${template} ${output} @ONLY)
endfunction()
