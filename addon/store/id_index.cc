#include "store/id_index.h"

#include <bit>
#include <functional>
#include <utility>

namespace onceonly::store {
namespace {

// More would leave too many entries without room in a bucket that is to be divided next.
constexpr size_t kMostPerBucket = 2;

uint32_t HashOf(std::string_view id) noexcept {
  return static_cast<uint32_t>(std::hash<std::string_view>()(id));
}

}  // namespace

Entry* IdIndex::Find(std::string_view id) const noexcept {
  const uint32_t hash = HashOf(id);
  const Bucket& bucket = At(IndexOf(hash));
  for (size_t i = 0; i < kRoom; ++i) {
    Entry* entry = bucket.entries[i];
    if (bucket.hashes[i] == hash && entry != nullptr && entry->id.view() == id) return entry;
  }
  for (Entry* entry = bucket.more; entry != nullptr; entry = entry->next) {
    if (entry->hash == hash && entry->id.view() == id) return entry;
  }
  return nullptr;
}

void IdIndex::Add(Entry* entry) {
  if (size_ >= buckets_ * kMostPerBucket) Grow();
  entry->hash = HashOf(entry->id.view());
  At(IndexOf(entry->hash)).Add(entry);
  ++size_;
}

void IdIndex::Remove(Entry* entry) noexcept {
  At(IndexOf(entry->hash)).Remove(entry);
  --size_;
}

void IdIndex::Clear() {
  segments_.clear();
  segments_.push_back(std::make_unique<Segment>());
  buckets_ = kSegment;
  size_ = 0;
}

void IdIndex::Bucket::Add(Entry* entry) noexcept {
  for (size_t i = 0; i < kRoom; ++i) {
    if (entries[i] != nullptr) continue;
    entries[i] = entry;
    hashes[i] = entry->hash;
    return;
  }
  entry->next = std::exchange(more, entry);
}

void IdIndex::Bucket::Remove(Entry* entry) noexcept {
  for (Entry*& each : entries) {
    if (each != entry) continue;
    each = nullptr;
    return;
  }
  Entry** link = &more;
  while (*link != entry) link = &(*link)->next;
  *link = entry->next;
}

// Of as many low bits of the hash as there are buckets for: a bucket that is not there yet still is
// a part of the one with a bit less.
size_t IdIndex::IndexOf(uint32_t hash) const noexcept {
  const size_t half = std::bit_floor(buckets_);
  const size_t index = hash & (2 * half - 1);
  return index < buckets_ ? index : index - half;
}

void IdIndex::Grow() {
  if (buckets_ % kSegment == 0) segments_.push_back(std::make_unique<Segment>());
  const size_t added = buckets_++;
  Bucket& from = At(added - std::bit_floor(added));
  Bucket& to = At(added);
  for (size_t i = 0; i < kRoom; ++i) {
    if (from.entries[i] == nullptr || IndexOf(from.hashes[i]) != added) continue;
    // Not by Add, which would read the entry.
    to.entries[i] = std::exchange(from.entries[i], nullptr);
    to.hashes[i] = from.hashes[i];
  }
  Entry* more = std::exchange(from.more, nullptr);
  while (more != nullptr) {
    Entry* entry = std::exchange(more, more->next);
    At(IndexOf(entry->hash)).Add(entry);
  }
}

}  // namespace onceonly::store
