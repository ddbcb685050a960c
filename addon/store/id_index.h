// The entries of the memory store by id.
#ifndef ONCEONLY_STORE_ID_INDEX_H_
#define ONCEONLY_STORE_ID_INDEX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "store/entry.h"

namespace onceonly::store {

// A hash table that grows by one bucket at a time (linear hashing), so no request pays for the
// others: std::unordered_map moved 300,000 entries at once, which took 110 ms. A bucket is one
// cache line with the hashes of its entries. Neither a look nor growth touches the entries of other
// keys.
//
// A new bucket takes its entries from one bucket before it, and no bucket is ever given up. A walk
// through the buckets in order misses no entry that stays, and may meet one twice.
class IdIndex {
 public:
  IdIndex() { Clear(); }
  IdIndex(const IdIndex&) = delete;
  IdIndex& operator=(const IdIndex&) = delete;

  Entry* Find(std::string_view id) const noexcept;
  // REQUIRES: no entry has the same id.
  void Add(Entry* entry);
  void Remove(Entry* entry) noexcept;
  void Clear();

  size_t size() const noexcept { return size_; }
  size_t buckets() const noexcept { return buckets_; }

  // Calls `see(entry)` for each entry of that bucket.
  template <typename See>
  void ForEachIn(size_t index, See see) const {
    const Bucket& bucket = At(index);
    for (const Entry* entry : bucket.entries) {
      if (entry != nullptr) see(*entry);
    }
    for (const Entry* entry = bucket.more; entry != nullptr; entry = entry->next) see(*entry);
  }

 private:
  static constexpr size_t kRoom = 4;
  static constexpr size_t kSegment = 128;

  struct alignas(64) Bucket {
    std::array<Entry*, kRoom> entries{};
    std::array<uint32_t, kRoom> hashes{};
    Entry* more = nullptr;  // what came when there was no room

    void Add(Entry* entry) noexcept;
    void Remove(Entry* entry) noexcept;
  };
  using Segment = std::array<Bucket, kSegment>;

  Bucket& At(size_t index) const noexcept {
    return (*segments_[index / kSegment])[index % kSegment];
  }
  size_t IndexOf(uint32_t hash) const noexcept;
  void Grow();

  std::vector<std::unique_ptr<Segment>> segments_;
  size_t buckets_ = 0;
  size_t size_ = 0;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_ID_INDEX_H_
