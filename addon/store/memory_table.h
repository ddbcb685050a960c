// The bookkeeping of the memory store: its keys, their weights, and their ends.
#ifndef ONCEONLY_STORE_MEMORY_TABLE_H_
#define ONCEONLY_STORE_MEMORY_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "store/entry.h"
#include "store/entry_pool.h"
#include "store/expiry_index.h"
#include "store/id_index.h"

namespace onceonly::store {

// One text by id. No call takes time in proportion to the number of entries. There is no timer:
// each call drops a few expired entries.
class MemoryTable {
 public:
  MemoryTable(size_t max_entries, size_t max_bytes)
      : max_entries_(max_entries), max_bytes_(max_bytes) {}
  MemoryTable(const MemoryTable&) = delete;
  MemoryTable& operator=(const MemoryTable&) = delete;

  // Null if there is none, or only an expired one.
  Entry* Find(std::string_view id, int64_t now_ms);
  // REQUIRES: no entry has that id.
  void Insert(std::string_view id, std::string text, int64_t expires_ms);
  void Replace(Entry* entry, std::string text, int64_t expires_ms);
  void Erase(Entry* entry) noexcept;

  // Whether a new entry fits. Drops expired entries until it does, and all of them before it says
  // no.
  bool HasRoom(std::string_view id, const std::string& text, int64_t now_ms);
  // Drops at most `limit` entries that have expired.
  void Sweep(int64_t now_ms, size_t limit) noexcept;
  void Clear();

  const IdIndex& by_id() const noexcept { return by_id_; }
  size_t entries() const noexcept { return by_id_.size(); }
  size_t bytes() const noexcept { return bytes_; }
  // Of the limit that is nearer: 1 is full.
  double fullness() const noexcept;

 private:
  const size_t max_entries_;
  const size_t max_bytes_;
  size_t bytes_ = 0;
  EntryPool pool_;
  IdIndex by_id_;
  ExpiryIndex by_expiry_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_MEMORY_TABLE_H_
