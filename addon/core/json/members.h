// The order of an object's members: by the UTF-16 code units of their names (RFC 8785, 3.2.3).
#ifndef ONCEONLY_CORE_JSON_MEMBERS_H_
#define ONCEONLY_CORE_JSON_MEMBERS_H_

#include <algorithm>
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

// Eight bytes, the first one highest.
inline uint64_t FirstBytes(const char* text) noexcept {
  uint64_t word;
  std::memcpy(&word, text, sizeof word);
  if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
  return word;
}

// The first bytes of a name of that size, with zeros behind a shorter one.
inline uint64_t NamePrefix(uint64_t first_bytes, size_t size) noexcept {
  if (size >= sizeof first_bytes) return first_bytes;
  return size == 0 ? 0 : first_bytes & (~uint64_t{0} << (64 - 8 * size));
}

// A member written to the output: "name":value from `begin` up to the comma before the next member.
struct JsonMember {
  uint64_t prefix;  // NamePrefix() of the name's text
  size_t begin;
  size_t name_size : 62;
  size_t is_plain : 1;  // the name is ASCII without escapes, and sorts as its bytes do
  size_t may_hold_escapes : 1;

  std::string_view TextIn(const char* output) const noexcept {
    return {output + begin + 1, name_size};
  }
  JsonName NameIn(const char* output) const noexcept {
    return {TextIn(output), may_hold_escapes != 0};
  }
};

// As CompareNames, for names that sort as their bytes do. REQUIRES: eight bytes may be read from
// the last one of each on.
inline int ComparePlainNames(std::string_view a, std::string_view b) noexcept {
  const size_t size = std::min(a.size(), b.size());
  for (size_t i = 0; i < size; i += 8) {
    const uint64_t word_a = FirstBytes(a.data() + i);
    const uint64_t word_b = FirstBytes(b.data() + i);
    if (word_a == word_b) continue;
    // The bytes behind the shorter name do not belong to it.
    if (i + static_cast<size_t>(std::countl_zero(word_a ^ word_b)) / 8 >= size) break;
    return word_a < word_b ? -1 : 1;
  }
  return static_cast<int>(a.size() > b.size()) - static_cast<int>(a.size() < b.size());
}

// As CompareNames.
inline int CompareMembers(const JsonMember& a, const JsonMember& b, const char* output) noexcept {
  if (a.is_plain && b.is_plain) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix ? -1 : 1;
    return ComparePlainNames(a.TextIn(output), b.TextIn(output));
  }
  return CompareNames(a.NameIn(output), b.NameIn(output));
}

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_MEMBERS_H_
