// The digits of a large whole number that is a double.
#ifndef ONCEONLY_CORE_JSON_WHOLE_DIGITS_H_
#define ONCEONLY_CORE_JSON_WHOLE_DIGITS_H_

#include <cstddef>
#include <string_view>

namespace onceonly::core {

// The largest double has 309 digits.
inline constexpr size_t kMaxDoubleDigits = 309;

// All digits of `value`, written to the end of `buffer`. std::to_chars can do it too, but that of
// libc++ brings tables of 110 KB into every binary.
// REQUIRES: `value` is finite and at least 2^53.
std::string_view WholeDigits(double value, char (&buffer)[kMaxDoubleDigits]) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_WHOLE_DIGITS_H_
