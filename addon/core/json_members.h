// The order of an object's members: by the UTF-16 code units of their names (RFC 8785, 3.2.3).
#ifndef ONCEONLY_CORE_JSON_MEMBERS_H_
#define ONCEONLY_CORE_JSON_MEMBERS_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace onceonly::core {

// The text between the quotes of a name in the output. Equal names have equal text.
struct JsonName {
  std::string_view text;
  bool may_hold_escapes = false;
};

// Negative, zero or positive, as the string that `a` stands for comes before, equals or comes after
// that of `b`.
int CompareNames(const JsonName& a, const JsonName& b) noexcept;

// A member written to the output: "name":value from `begin` up to the comma before the next member.
struct JsonMember {
  // The first bytes of the name, the first one highest, with zeros behind a shorter one.
  uint64_t prefix;
  size_t begin;
  size_t name_size : 62;
  size_t is_plain : 1;  // the name is ASCII without escapes, and sorts as its bytes do
  size_t may_hold_escapes : 1;

  JsonName NameIn(const char* output) const noexcept {
    return {{output + begin + 1, name_size}, may_hold_escapes != 0};
  }
};

// REQUIRES: eight bytes may be read at `name`.
inline uint64_t NamePrefix(const char* name, size_t size) noexcept {
  uint64_t prefix = 0;
  std::memcpy(&prefix, name, sizeof prefix);
  if constexpr (std::endian::native == std::endian::little) prefix = __builtin_bswap64(prefix);
  if (size >= sizeof prefix) return prefix;
  return size == 0 ? 0 : prefix & (~uint64_t{0} << (64 - 8 * size));
}

// As CompareNames. Most names differ in their first bytes, which the member brings along.
inline int CompareMembers(const JsonMember& a, const JsonMember& b, const char* output) noexcept {
  if (a.is_plain && b.is_plain && a.prefix != b.prefix) return a.prefix < b.prefix ? -1 : 1;
  return CompareNames(a.NameIn(output), b.NameIn(output));
}

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_MEMBERS_H_
