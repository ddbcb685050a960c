// Canonical JSON once more, written to be obviously right and not to be fast: recursive, with every
// name and string as UTF-16, members in a sorted map, numbers by the C library.
#ifndef ONCEONLY_TEST_FUZZ_JSON_REFERENCE_H_
#define ONCEONLY_TEST_FUZZ_JSON_REFERENCE_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/json/canonical_json.h"

namespace onceonly::fuzz {

struct ReferenceText {
  std::optional<std::string> text;  // none: the JSON is refused
  // The JSON holds what the two forms treat differently: an integer that no double holds, a number
  // beyond every double, or a lone surrogate.
  bool forms_differ = false;
};

ReferenceText CanonicalByReference(std::string_view json, core::JsonForm form);

}  // namespace onceonly::fuzz

#endif  // ONCEONLY_TEST_FUZZ_JSON_REFERENCE_H_
