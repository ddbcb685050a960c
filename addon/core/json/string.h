// String literals of JSON: strict UTF-8, and of the many ways to escape a character the one that
// RFC 8785 leaves.
#ifndef ONCEONLY_CORE_JSON_STRING_H_
#define ONCEONLY_CORE_JSON_STRING_H_

#include "core/json/buffers.h"
#include "core/json/canonical_json.h"

namespace onceonly::core {

struct JsonStringRead {
  Status status;
  bool may_hold_escapes = false;  // false: the text between the quotes is the string itself
};

// Reads the rest of a literal from input.next, a byte inside its quotes, up to and with the closing
// quote, and writes its text in `form`. REQUIRES: input and output are of one JsonBlock.
JsonStringRead ReadJsonString(JsonInput& input, JsonOutput& output, JsonForm form) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_STRING_H_
