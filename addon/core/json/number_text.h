// The text that ECMAScript gives a double (ECMA-262 section 6.1.6.1.20), as RFC 8785
// section 3.2.2.3 wants it.
#ifndef ONCEONLY_CORE_JSON_NUMBER_TEXT_H_
#define ONCEONLY_CORE_JSON_NUMBER_TEXT_H_

#include <cstddef>

namespace onceonly::core {

inline constexpr size_t kMaxNumberText = 32;

// Writes at most kMaxNumberText characters and returns their end. REQUIRES: `value` is finite.
char* WriteNumberText(double value, char* to) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_NUMBER_TEXT_H_
