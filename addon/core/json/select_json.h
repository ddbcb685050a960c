// The parts of a JSON text that a selection of paths leaves.
#ifndef ONCEONLY_CORE_JSON_SELECT_JSON_H_
#define ONCEONLY_CORE_JSON_SELECT_JSON_H_

#include <string>
#include <string_view>

#include "core/path_selection.h"

namespace onceonly::core {

// `json` is canonical text (CanonicalizeJson, either form). Gives the text without the parts that
// do not count, in one pass and without recursion; empty when nothing is left. Where only some
// parts of an array are included, each of its items has its index before it, so that two results
// are equal only if the same parts hold the same values in the same places.
std::string SelectJson(std::string_view json, const PathSelection& paths);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_SELECT_JSON_H_
