// The entries of the memory store by id.
#ifndef ONCEONLY_STORE_ID_INDEX_H_
#define ONCEONLY_STORE_ID_INDEX_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "store/entry.h"

namespace onceonly::store {

// A hash table that grows by one bucket at a time (linear hashing), so that no request pays for the
// others: std::unordered_map moved 400,000 entries at once, which took 60 ms.
//
// A new bucket takes its entries from one bucket before it, and none is ever given up. So whoever
// goes through the buckets in order misses no entry that stays, and may meet one twice.
class IdIndex {
 public:
  IdIndex();
  IdIndex(const IdIndex&) = delete;
  IdIndex& operator=(const IdIndex&) = delete;

  Entry* Find(std::string_view id) const noexcept;
  // REQUIRES: no entry has the same id.
  void Add(Entry* entry);
  void Remove(Entry* entry) noexcept;
  void Clear();

  size_t size() const noexcept { return size_; }
  size_t buckets() const noexcept { return buckets_; }
  // The first of its entries; `next` leads to the others.
  const Entry* bucket(size_t index) const noexcept { return *Bucket(index); }

 private:
  static constexpr size_t kSegment = 512;
  using Segment = std::array<Entry*, kSegment>;

  size_t IndexOf(size_t hash) const noexcept;
  Entry** Bucket(size_t index) const noexcept {
    return &(*segments_[index / kSegment])[index % kSegment];
  }
  void Grow();

  std::vector<std::unique_ptr<Segment>> segments_;
  size_t buckets_ = 0;
  size_t size_ = 0;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_ID_INDEX_H_
