// The entries of the memory store by the moment at which they expire.
#ifndef ONCEONLY_STORE_EXPIRY_INDEX_H_
#define ONCEONLY_STORE_EXPIRY_INDEX_H_

#include <cstdint>
#include <map>

#include "store/entry.h"

namespace onceonly::store {

// In slots of 64 ms, each a ring of entries: under load an entry needs no place of its own in a
// tree. The memory of a slot is taken when it begins.
class ExpiryIndex {
 public:
  // By `entry->expires_ms`.
  void Add(Entry* entry);
  void Remove(Entry* entry) noexcept;
  // After `entry->expires_ms` has changed.
  void Move(Entry* entry);
  void Clear() noexcept { slots_.clear(); }

  // An entry that has expired, or null. Finds all whose slot is over; of a slot that is not over,
  // those that were added in the order in which they expire.
  Entry* FirstExpired(int64_t now_ms) const noexcept;
  // The same, and finds all: it may look at each entry of one slot, and goes on there the next
  // time.
  Entry* AnyExpired(int64_t now_ms) noexcept;

 private:
  std::map<int64_t, Entry*> slots_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_EXPIRY_INDEX_H_
