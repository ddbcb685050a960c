#include "redis/key_slot.h"

#include <array>
#include <cstddef>

namespace onceonly::redis {
namespace {

// CRC-16/XMODEM: polynomial 0x1021, highest bit first.
constexpr std::array<uint16_t, 256> kRemainders = [] {
  std::array<uint16_t, 256> remainders{};
  for (uint32_t byte = 0; byte < remainders.size(); ++byte) {
    uint32_t rest = byte << 8;
    for (int bit = 0; bit < 8; ++bit) rest = (rest << 1) ^ ((rest & 0x8000) != 0 ? 0x1021 : 0);
    remainders[byte] = static_cast<uint16_t>(rest);
  }
  return remainders;
}();

uint16_t Crc16(std::string_view bytes) noexcept {
  uint16_t crc = 0;
  for (const char byte : bytes) {
    const auto index = static_cast<uint8_t>((crc >> 8) ^ static_cast<uint8_t>(byte));
    crc = static_cast<uint16_t>((crc << 8) ^ kRemainders[index]);
  }
  return crc;
}

std::string_view HashTagOf(std::string_view key) noexcept {
  const size_t open = key.find('{');
  if (open == std::string_view::npos) return key;
  const size_t close = key.find('}', open + 1);
  if (close == std::string_view::npos || close == open + 1) return key;
  return key.substr(open + 1, close - open - 1);
}

}  // namespace

KeySlot SlotOfKey(std::string_view key) noexcept {
  return static_cast<KeySlot>(Crc16(HashTagOf(key)) % kKeySlots);
}

std::string TagOfSlot(KeySlot slot) {
  for (uint32_t number = 0;; ++number) {
    std::string tag = std::to_string(number);
    if (SlotOfKey(tag) == slot) return tag;
  }
}

}  // namespace onceonly::redis
