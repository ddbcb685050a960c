#include "store/id_index.h"

#include <bit>
#include <functional>

namespace onceonly::store {

IdIndex::IdIndex() { Clear(); }

Entry* IdIndex::Find(std::string_view id) const noexcept {
  const size_t hash = std::hash<std::string_view>()(id);
  for (Entry* entry = *Bucket(IndexOf(hash)); entry != nullptr; entry = entry->next) {
    if (entry->hash == hash && entry->id.view() == id) return entry;
  }
  return nullptr;
}

void IdIndex::Add(Entry* entry) {
  if (size_ >= buckets_) Grow();
  entry->hash = std::hash<std::string_view>()(entry->id.view());
  Entry** bucket = Bucket(IndexOf(entry->hash));
  entry->next = *bucket;
  *bucket = entry;
  ++size_;
}

void IdIndex::Remove(Entry* entry) noexcept {
  Entry** link = Bucket(IndexOf(entry->hash));
  while (*link != entry) link = &(*link)->next;
  *link = entry->next;
  --size_;
}

void IdIndex::Clear() {
  segments_.clear();
  segments_.push_back(std::make_unique<Segment>());
  buckets_ = kSegment;
  size_ = 0;
}

// Of as many low bits of the hash as there are buckets for: a bucket that is not there yet still is
// a part of the one with a bit less.
size_t IdIndex::IndexOf(size_t hash) const noexcept {
  const size_t half = std::bit_floor(buckets_);
  const size_t index = hash & (2 * half - 1);
  return index < buckets_ ? index : index - half;
}

void IdIndex::Grow() {
  if (buckets_ % kSegment == 0) segments_.push_back(std::make_unique<Segment>());
  const size_t added = buckets_++;
  Entry** link = Bucket(added - std::bit_floor(added));
  Entry** end = Bucket(added);
  while (*link != nullptr) {
    Entry* entry = *link;
    if (IndexOf(entry->hash) != added) {
      link = &entry->next;
      continue;
    }
    *link = entry->next;
    entry->next = nullptr;
    *end = entry;
    end = &entry->next;
  }
}

}  // namespace onceonly::store
