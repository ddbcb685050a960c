// Recognises number literals that are their own canonical text, which most are.
#ifndef ONCEONLY_CORE_JSON_DIGITS_H_
#define ONCEONLY_CORE_JSON_DIGITS_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/json/buffers.h"

namespace onceonly::core {

// Of eight bytes, a bit for each that is a digit, the first byte lowest.
inline uint32_t DigitsOfWord(const char* from) noexcept {
  uint64_t word;
  std::memcpy(&word, from, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  constexpr uint64_t kOnes = 0x0101010101010101;
  const uint64_t value = word ^ kOnes * '0';
  // The high bit of a byte: its value is over 9. No sum carries into the next byte.
  const uint64_t over = ((value & kOnes * 0x7f) + kOnes * (0x7f - 9)) | value;
  // The product moves bit 8 * i to bit 56 + i, and no two of its terms meet.
  return static_cast<uint32_t>(((~over >> 7 & kOnes) * 0x0102040810204080) >> 56);
}

// Of 16 bytes, a bit for each that is a digit, the first byte lowest.
inline uint32_t DigitsByWords(const char* from) noexcept {
  return DigitsOfWord(from) | DigitsOfWord(from + 8) << 8;
}

#ifdef __SSE2__

inline uint32_t DigitsBySse2(const char* from) noexcept {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  const __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
  return static_cast<uint32_t>(_mm_movemask_epi8(digits));
}

inline uint32_t Digits(const char* from) noexcept { return DigitsBySse2(from); }

#else

inline uint32_t Digits(const char* from) noexcept { return DigitsByWords(from); }

#endif

// The most bytes that PlainNumberSize() looks for.
inline constexpr size_t kMaxPlainNumber = 16;

// The size of the number literal at `from` if it is known to be its own text in every form, else 0,
// also if it is no literal. Known are 0 and plain decimals from 0.1 on, in absolute terms, in up to
// 15 bytes behind the sign, without an exponent or a zero that ends the fraction: of so few digits
// (DBL_DIG) each is a double of its own, and so its shortest text. REQUIRES: JsonBlock::kPadding
// bytes may be read behind the byte at `from`.
inline size_t PlainNumberSize(const char* from) noexcept {
  const size_t sign = *from == '-' ? 1 : 0;
  const char* const number = from + sign;
  // Bits beyond the 16 bytes are no digits.
  const uint32_t others = ~Digits(number);
  const auto digits = static_cast<size_t>(std::countr_zero(others));
  size_t size = digits;
  if (number[size] == '.') {
    ++size;
    // A fraction that reaches the end of the 16 bytes may go on behind them: over 15 is too much.
    const auto fraction = static_cast<size_t>(std::countr_zero(others >> size));
    size += fraction;
    if (digits == 0 || fraction == 0 || number[size - 1] == '0' || size > 15) return 0;
    if (*number == '0' && (digits != 1 || number[2] == '0')) return 0;
  } else if (size - 1 > 14 || (*number == '0' && (size != 1 || sign != 0))) {
    return 0;
  }
  const bool has_exponent = (number[size] | 0x20) == 'e';
  return has_exponent || sign + size > kMaxPlainNumber ? 0 : sign + size;
}

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_JSON_DIGITS_H_
