// The double that a literal of JSON means: the nearest one, on every system.
#ifndef ONCEONLY_CORE_JSON_READ_DOUBLE_H_
#define ONCEONLY_CORE_JSON_READ_DOUBLE_H_

#include <string_view>

namespace onceonly::core {

// Infinity if the literal overflows. A literal too small for a double is zero, as in JSON.parse.
// One library for all systems, because std::from_chars reads no double in libc++ before LLVM 20,
// and strtod is another one in each C library.
// REQUIRES: `literal` fits the grammar of RFC 8259 section 6.
double ReadDouble(std::string_view literal) noexcept;

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_READ_DOUBLE_H_
