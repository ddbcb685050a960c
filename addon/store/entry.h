// The memory store's entry for one key, with its places in the indexes.
#ifndef ONCEONLY_STORE_ENTRY_H_
#define ONCEONLY_STORE_ENTRY_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace onceonly::store {

// An id, in place if it is as long as ids are.
class EntryId {
 public:
  EntryId() = default;
  explicit EntryId(std::string_view text) : length_(text.size()) {
    if (length_ > near_.size()) far_ = std::make_unique<char[]>(length_);
    if (length_ > 0) std::memcpy(far_ ? far_.get() : near_.data(), text.data(), length_);
  }

  std::string_view view() const noexcept { return {far_ ? far_.get() : near_.data(), length_}; }
  size_t far_bytes() const noexcept { return far_ ? length_ : 0; }

 private:
  std::array<char, 48> near_{};
  std::unique_ptr<char[]> far_;
  size_t length_ = 0;
};

struct Entry {
  EntryId id;
  std::string text;  // of the record
  int64_t expires_ms = 0;

  // Of the index by id: the next entry for which its bucket has no room; of the pool: the next free
  // one.
  Entry* next = nullptr;
  uint32_t hash = 0;

  // Of the index by expiry: the ring of the entries of one slot.
  std::map<int64_t, Entry*>::iterator slot;
  Entry* before = nullptr;
  Entry* behind = nullptr;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_ENTRY_H_
