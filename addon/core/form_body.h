// application/x-www-form-urlencoded: bodies and the query of a URL.
#ifndef ONCEONLY_CORE_FORM_BODY_H_
#define ONCEONLY_CORE_FORM_BODY_H_

#include <string>
#include <string_view>

#include "core/path_selection.h"

namespace onceonly::core {

// The pairs of `form`, each name and value behind its length. They are percent-decoded, with + as a
// space, and sorted by the bytes of their names. Pairs with one name keep the order in which they
// were sent. `a` is `a=`, and empty pairs are left out. A broken escape stands for itself. `paths`,
// if given, says which pairs count. The name `a[b][0]` is the path a, b, 0.
std::string FormText(std::string_view form, const PathSelection* paths = nullptr);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_FORM_BODY_H_
