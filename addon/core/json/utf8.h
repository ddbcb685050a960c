// UTF-8 as the Unicode Standard defines it (table 3-7): no overlong form, no surrogate, nothing
// over U+10FFFF.
#ifndef ONCEONLY_CORE_JSON_UTF8_H_
#define ONCEONLY_CORE_JSON_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onceonly::core {

// The length, 2 to 4, of the well-formed sequence at the begin of `bytes`, or 0. REQUIRES: the
// first byte is not ASCII.
size_t Utf8SequenceLength(std::string_view bytes) noexcept;

// Writes the 1 to 4 bytes of a code point that is no surrogate and returns their end.
char* WriteUtf8(uint32_t code_point, char* to) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_UTF8_H_
