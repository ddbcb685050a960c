// application/x-www-form-urlencoded: bodies and the query of a URL.
#ifndef ONCEONLY_CORE_FORM_BODY_H_
#define ONCEONLY_CORE_FORM_BODY_H_

#include <string>
#include <string_view>

#include "core/path_selection.h"

namespace onceonly::core {

// The pairs of `form`, percent-decoded and with + as a space, sorted by the bytes of their names,
// in the order sent where names are equal; each name and value behind its length. `a` is `a=`, and
// empty pairs are none. A broken escape stands for itself. `paths`, if given, says which pairs
// count; the name `a[b][0]` is the path a, b, 0.
std::string FormText(std::string_view form, const PathSelection* paths = nullptr);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_FORM_BODY_H_
