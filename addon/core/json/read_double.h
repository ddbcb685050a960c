// The double that a literal of JSON means: the nearest one, on every system.
#ifndef ONCEONLY_CORE_JSON_READ_DOUBLE_H_
#define ONCEONLY_CORE_JSON_READ_DOUBLE_H_

#include <string_view>

namespace onceonly::core {

// REQUIRES, for both: `literal` fits the grammar of RFC 8259 section 6, and is followed in memory
// by a byte that cannot continue it.

// Infinity if the literal overflows. A literal too small for a double is zero, as in JSON.parse.
double ReadDouble(std::string_view literal) noexcept;

// The same by the C library, for C++ libraries whose std::from_chars reads no double (libc++ before
// LLVM 20). It takes 65 ns for 16 digits, where std::from_chars takes 15.
double ReadDoubleByStrtod(std::string_view literal) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_READ_DOUBLE_H_
