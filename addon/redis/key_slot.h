// Which part of a cluster a key belongs to.
#ifndef ONCEONLY_REDIS_KEY_SLOT_H_
#define ONCEONLY_REDIS_KEY_SLOT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace onceonly::redis {

// 0 to kKeySlots - 1. Each slot is held by one node and its replicas.
using KeySlot = uint16_t;
inline constexpr KeySlot kKeySlots = 16384;

// CRC16 of the key, or of what stands between its first '{' and the next '}' if that is not empty
// ("hash tags" in the cluster specification of Redis).
KeySlot SlotOfKey(std::string_view key) noexcept;

// A short text that belongs to that slot, as a key or as a hash tag. Takes about a millisecond.
std::string TagOfSlot(KeySlot slot);

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_KEY_SLOT_H_
