// ASCII characters, read and written alike in every locale.
#ifndef ONCEONLY_BASE_ASCII_H_
#define ONCEONLY_BASE_ASCII_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace onceonly {

// What HexValue() says of a character that is no hexadecimal digit.
inline constexpr int kNoHex = -1;

// The value of a hexadecimal digit of either case, or kNoHex.
constexpr int HexValue(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return kNoHex;
}

// The hexadecimal digit, in lower case, for the lowest four bits of `value`.
constexpr char HexDigit(uint32_t value) noexcept { return "0123456789abcdef"[value & 15]; }

constexpr char LowerCase(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) letter = LowerCase(letter);
  return lower;
}

}  // namespace onceonly

#endif  // ONCEONLY_BASE_ASCII_H_
