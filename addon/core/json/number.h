// Number literals of JSON (RFC 8259 section 6).
#ifndef ONCEONLY_CORE_JSON_NUMBER_H_
#define ONCEONLY_CORE_JSON_NUMBER_H_

#include "core/json/buffers.h"
#include "core/json/canonical_json.h"

namespace onceonly::core {

// Reads the literal at input.next and writes its text in `form`. The caller reads the character
// behind it. REQUIRES: input and output are of one JsonBlock, with its gap between them. This may
// use up a part of the gap.
Status ReadJsonNumber(JsonInput& input, JsonOutput& output, JsonForm form) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_NUMBER_H_
