#include "core/json/utf8.h"

namespace onceonly::core {
namespace {

// The bytes that may follow a lead byte: their number, and the range of the first continuation. It
// rules out overlong forms, surrogates and values above U+10FFFF.
struct Sequence {
  size_t length;
  uint8_t low;
  uint8_t high;
};

constexpr Sequence SequenceOf(uint8_t lead) noexcept {
  if (lead < 0xc2 || lead > 0xf4) return {0, 0, 0};
  if (lead < 0xe0) return {2, 0x80, 0xbf};
  if (lead == 0xe0) return {3, 0xa0, 0xbf};
  if (lead == 0xed) return {3, 0x80, 0x9f};
  if (lead < 0xf0) return {3, 0x80, 0xbf};
  if (lead == 0xf0) return {4, 0x90, 0xbf};
  if (lead == 0xf4) return {4, 0x80, 0x8f};
  return {4, 0x80, 0xbf};
}

}  // namespace

size_t Utf8SequenceLength(std::string_view bytes) noexcept {
  const Sequence sequence = SequenceOf(static_cast<uint8_t>(bytes[0]));
  if (sequence.length == 0 || bytes.size() < sequence.length) return 0;
  const auto first = static_cast<uint8_t>(bytes[1]);
  if (first < sequence.low || first > sequence.high) return 0;
  for (size_t i = 2; i < sequence.length; ++i) {
    if ((static_cast<uint8_t>(bytes[i]) & 0xc0) != 0x80) return 0;
  }
  return sequence.length;
}

char* WriteUtf8(uint32_t code_point, char* to) noexcept {
  const auto continuation = [code_point](int shift) {
    return static_cast<char>(0x80 | ((code_point >> shift) & 0x3f));
  };
  if (code_point < 0x80) {
    *to++ = static_cast<char>(code_point);
    return to;
  }
  if (code_point < 0x800) {
    *to++ = static_cast<char>(0xc0 | (code_point >> 6));
  } else if (code_point < 0x10000) {
    *to++ = static_cast<char>(0xe0 | (code_point >> 12));
    *to++ = continuation(6);
  } else {
    *to++ = static_cast<char>(0xf0 | (code_point >> 18));
    *to++ = continuation(12);
    *to++ = continuation(6);
  }
  *to++ = continuation(0);
  return to;
}

}  // namespace onceonly::core
