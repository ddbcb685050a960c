#include "base/bytes.h"

#include "base/ascii.h"

namespace onceonly {

std::string ToHex(std::span<const uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (uint8_t byte : bytes) {
    text.push_back(HexDigit(byte >> 4));
    text.push_back(HexDigit(byte));
  }
  return text;
}

std::string ToBase64Url(std::span<const uint8_t> bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  char* to = text.data();
  uint32_t bits = 0;
  int held = 0;
  for (uint8_t byte : bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    for (; held >= 6; held -= 6) *to++ = kDigits[(bits >> (held - 6)) & 63];
  }
  if (held > 0) *to = kDigits[(bits << (6 - held)) & 63];
  return text;
}

}  // namespace onceonly
