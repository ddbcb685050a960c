// Copies the bytes of a JSON string that stand for themselves.
#ifndef ONCEONLY_CORE_JSON_SCAN_H_
#define ONCEONLY_CORE_JSON_SCAN_H_

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/json/buffers.h"

namespace onceonly::core {

constexpr uint64_t RepeatByte(uint8_t byte) noexcept { return byte * uint64_t{0x0101010101010101}; }

// A bit set in each byte that is a control, a quote, a backslash or not ASCII; a borrow may set one
// more in a later byte, never in an earlier one.
constexpr uint64_t SpecialBytes(uint64_t word) noexcept {
  const uint64_t quote = word ^ RepeatByte('"');
  const uint64_t backslash = word ^ RepeatByte('\\');
  const uint64_t below =
      (word - RepeatByte(0x20)) | (quote - RepeatByte(1)) | (backslash - RepeatByte(1));
  return (below | word) & RepeatByte(0x80);
}

inline bool IsPlainByte(char byte) noexcept {
  const auto value = static_cast<uint8_t>(byte);
  return value >= 0x20 && value < 0x80 && byte != '"' && byte != '\\';
}

// Copies up to the first byte that is a control, a quote, a backslash or not ASCII. REQUIRES: there
// is one, JsonBlock::kPadding bytes may be read from it on, and as many written.
inline JsonCursors CopyPlainByWords(JsonCursors at) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    for (;;) {
      uint64_t word;
      std::memcpy(&word, at.from, sizeof word);
      std::memcpy(at.to, &word, sizeof word);
      if (const uint64_t special = SpecialBytes(word); special != 0) {
        const int plain = std::countr_zero(special) / 8;
        return {at.from + plain, at.to + plain};
      }
      at = {at.from + 8, at.to + 8};
    }
  }
  while (IsPlainByte(*at.from)) *at.to++ = *at.from++;
  return at;
}

#ifdef __SSE2__

inline JsonCursors CopyPlainBySse2(JsonCursors at) noexcept {
  for (;;) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at.from));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(at.to), bytes);
    // The comparison is signed: bytes that are not ASCII are negative.
    const __m128i special = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)),
                                         _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                      _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    if (const auto mask = static_cast<unsigned>(_mm_movemask_epi8(special)); mask != 0) {
      const int plain = std::countr_zero(mask);
      return {at.from + plain, at.to + plain};
    }
    at = {at.from + 16, at.to + 16};
  }
}

inline JsonCursors CopyPlain(JsonCursors at) noexcept { return CopyPlainBySse2(at); }

#else

inline JsonCursors CopyPlain(JsonCursors at) noexcept { return CopyPlainByWords(at); }

#endif

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_SCAN_H_
