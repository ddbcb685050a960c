// Escapes inside the string literals of JSON.
#ifndef ONCEONLY_CORE_JSON_ESCAPE_H_
#define ONCEONLY_CORE_JSON_ESCAPE_H_

#include "core/canonical_json.h"
#include "core/json_buffers.h"

namespace onceonly::core {

// Reads the escape at input.next, which is its backslash. For a surrogate pair it reads both
// escapes. Writes the character as itself or, if JSON needs that, by the escape of RFC 8785 section
// 3.2.2.2.
Status ReadJsonEscape(JsonInput& input, JsonOutput& output, JsonForm form) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_ESCAPE_H_
