// The bookkeeping of the memory store: which keys there are, what they weigh, and when they go.
#ifndef ONCEONLY_STORE_MEMORY_TABLE_H_
#define ONCEONLY_STORE_MEMORY_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "store/protocol.h"

namespace onceonly::store {

// Slots by id, with an index by the moment of expiry: O(log n) per call, and no timer, since every
// call that comes in drops some of what has expired.
class MemoryTable {
 public:
  MemoryTable(size_t max_entries, size_t max_bytes) noexcept
      : max_entries_(max_entries), max_bytes_(max_bytes) {}
  MemoryTable(const MemoryTable&) = delete;
  MemoryTable& operator=(const MemoryTable&) = delete;

  struct Entry;
  // By the moment, then by id: an order in which a scan can go on where it stopped.
  using ByExpiry = std::map<std::pair<int64_t, std::string_view>, Entry*>;
  struct Entry {
    protocol::Slot slot;
    std::string_view id;  // of the map's own key
    size_t weight = 0;
    ByExpiry::iterator place;
  };

  // The slot of that id without its expired records, or null. After a change call Settle() before
  // any other method.
  Entry* Find(std::string_view id, int64_t now_ms);
  // Counts the entry anew; drops it if its slot is empty.
  void Settle(Entry* entry);
  // REQUIRES: no entry has that id, and the slot is not empty.
  void Insert(std::string id, protocol::Slot slot);

  // Whether a new entry fits; drops everything that has expired before it says no.
  bool HasRoom(std::string_view id, const protocol::Slot& slot, int64_t now_ms);
  // Drops at most `limit` entries that have expired.
  void Sweep(int64_t now_ms, size_t limit);
  void Clear() noexcept;

  const ByExpiry& by_expiry() const noexcept { return by_expiry_; }
  size_t entries() const noexcept { return by_id_.size(); }
  size_t bytes() const noexcept { return bytes_; }
  // Of the limit that is nearer: 1 is full.
  double fullness() const noexcept;

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view id) const noexcept {
      return std::hash<std::string_view>()(id);
    }
  };
  using ById = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

  static size_t WeightOf(std::string_view id, const protocol::Slot& slot) noexcept;
  static int64_t ExpiryOf(const protocol::Slot& slot) noexcept;
  void Erase(Entry* entry);

  const size_t max_entries_;
  const size_t max_bytes_;
  size_t bytes_ = 0;
  ById by_id_;
  ByExpiry by_expiry_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_MEMORY_TABLE_H_
