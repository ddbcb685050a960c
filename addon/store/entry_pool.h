// Entries that are taken and given back.
#ifndef ONCEONLY_STORE_ENTRY_POOL_H_
#define ONCEONLY_STORE_ENTRY_POOL_H_

#include <array>
#include <memory>
#include <vector>

#include "store/entry.h"

namespace onceonly::store {

// Made in blocks, so that one request in many pays for memory, and kept for later entries.
class EntryPool {
 public:
  Entry* Take(std::string_view id) {
    if (free_ == nullptr) AddBlock();
    Entry* entry = free_;
    free_ = entry->next;
    entry->id = EntryId(id);
    return entry;
  }

  void Put(Entry* entry) noexcept {
    // An empty string that is assigned leaves the room of the old text.
    std::destroy_at(entry);
    std::construct_at(entry)->next = free_;
    free_ = entry;
  }

  // Of all entries at once, taken or not.
  void Clear() noexcept {
    free_ = nullptr;
    blocks_.clear();
  }

 private:
  using Block = std::array<Entry, 64>;

  void AddBlock() {
    blocks_.push_back(std::make_unique<Block>());
    for (Entry& entry : *blocks_.back()) {
      entry.next = free_;
      free_ = &entry;
    }
  }

  std::vector<std::unique_ptr<Block>> blocks_;
  Entry* free_ = nullptr;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_ENTRY_POOL_H_
