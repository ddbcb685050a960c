#include "core/json/whole_digits.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace onceonly::core {
namespace {

constexpr int kFractionBits = 52;
constexpr int kExponentBias = 1023 + kFractionBits;
constexpr uint64_t kBillion = 1'000'000'000;
constexpr size_t kDigitsOfPart = 9;
constexpr size_t kMaxParts = (kMaxDoubleDigits + kDigitsOfPart - 1) / kDigitsOfPart;
// A part times two to this power, with a carry, fits in 64 bits.
constexpr int kMaxShift = 32;

// A whole number in parts of nine digits, the lowest first.
class Parts {
 public:
  // REQUIRES: `value` has 18 digits at most.
  explicit Parts(uint64_t value) noexcept : parts_{value % kBillion, value / kBillion} {}

  void Double(int times) noexcept {
    uint64_t carry = 0;
    for (size_t i = 0; i < count_; ++i) {
      const uint64_t product = (parts_[i] << times) + carry;
      parts_[i] = product % kBillion;
      carry = product / kBillion;
    }
    // The carry may be as large as 2^32, which is more than one part.
    for (; carry != 0; carry /= kBillion) parts_[count_++] = carry % kBillion;
  }

  // Writes the digits in front of `end`, and gives the first of them.
  char* Write(char* end) const noexcept {
    size_t count = count_;
    while (count > 1 && parts_[count - 1] == 0) --count;
    for (size_t i = 0; i < count; ++i) {
      const bool is_top = i + 1 == count;
      uint64_t rest = parts_[i];
      for (size_t n = 0; is_top ? rest != 0 : n < kDigitsOfPart; ++n, rest /= 10) {
        *--end = static_cast<char>('0' + rest % 10);
      }
    }
    return end;
  }

 private:
  uint64_t parts_[kMaxParts] = {};
  size_t count_ = 2;
};

}  // namespace

std::string_view WholeDigits(double value, char (&buffer)[kMaxDoubleDigits]) noexcept {
  constexpr uint64_t kFraction = (uint64_t{1} << kFractionBits) - 1;
  const auto bits = std::bit_cast<uint64_t>(value);
  Parts parts((bits & kFraction) | (kFraction + 1));
  for (int left = static_cast<int>(bits >> kFractionBits) - kExponentBias; left > 0;) {
    const int times = std::min(left, kMaxShift);
    parts.Double(times);
    left -= times;
  }
  char* const end = buffer + kMaxDoubleDigits;
  const char* const begin = parts.Write(end);
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace onceonly::core
