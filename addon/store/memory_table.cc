#include "store/memory_table.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace onceonly::store {
namespace {

// Links, hash and balance of the two containers' nodes, and what the allocator adds to each of an
// entry's blocks.
constexpr size_t kBookkeeping = 240;

size_t WeightOf(const core::LockRecord& lock) noexcept {
  return sizeof lock + lock.token.size() + lock.fingerprint.size() + lock.hint.size() +
         lock.label.size();
}

size_t WeightOf(const core::ResultRecord& result) noexcept {
  return sizeof result + result.token.size() + result.fingerprint.size() + result.hint.size() +
         result.label.size() + result.payload.size();
}

}  // namespace

MemoryTable::Entry* MemoryTable::Find(std::string_view id, int64_t now_ms) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return nullptr;
  Entry* entry = &found->second;
  protocol::DropExpired(entry->slot, now_ms);
  if (!entry->slot.empty()) return entry;
  Erase(entry);
  return nullptr;
}

void MemoryTable::Settle(Entry* entry) {
  if (entry->slot.empty()) return Erase(entry);
  const size_t weight = WeightOf(entry->id, entry->slot);
  bytes_ += weight - entry->weight;
  entry->weight = weight;
  const int64_t expiry = ExpiryOf(entry->slot);
  if (entry->place->first.first == expiry) return;
  auto node = by_expiry_.extract(entry->place);
  node.key().first = expiry;
  // Most entries expire after all that are there, and a right hint makes the insertion O(1).
  entry->place = by_expiry_.insert(by_expiry_.end(), std::move(node));
}

void MemoryTable::Insert(std::string id, protocol::Slot slot) {
  const auto [place, is_new] = by_id_.try_emplace(std::move(id));
  Entry& entry = place->second;
  entry.id = place->first;
  entry.slot = std::move(slot);
  entry.weight = WeightOf(entry.id, entry.slot);
  entry.place = by_expiry_.emplace_hint(by_expiry_.end(),
                                        ByExpiry::key_type(ExpiryOf(entry.slot), entry.id), &entry);
  bytes_ += entry.weight;
}

bool MemoryTable::HasRoom(std::string_view id, const protocol::Slot& slot, int64_t now_ms) {
  const size_t weight = WeightOf(id, slot);
  const auto fits = [&] {
    return by_id_.size() < max_entries_ && bytes_ <= max_bytes_ && weight <= max_bytes_ - bytes_;
  };
  if (fits()) return true;
  Sweep(now_ms, std::numeric_limits<size_t>::max());
  return fits();
}

double MemoryTable::fullness() const noexcept {
  return std::max(static_cast<double>(by_id_.size()) / static_cast<double>(max_entries_),
                  static_cast<double>(bytes_) / static_cast<double>(max_bytes_));
}

void MemoryTable::Sweep(int64_t now_ms, size_t limit) {
  for (; limit > 0 && !by_expiry_.empty() && by_expiry_.begin()->first.first <= now_ms; --limit) {
    Erase(by_expiry_.begin()->second);
  }
}

void MemoryTable::Clear() noexcept {
  by_expiry_.clear();
  by_id_.clear();
  bytes_ = 0;
}

size_t MemoryTable::WeightOf(std::string_view id, const protocol::Slot& slot) noexcept {
  size_t weight = kBookkeeping + sizeof(Entry) + id.size();
  if (slot.lock) weight += store::WeightOf(*slot.lock.record);
  if (slot.result) weight += store::WeightOf(*slot.result.record);
  return weight;
}

int64_t MemoryTable::ExpiryOf(const protocol::Slot& slot) noexcept {
  int64_t expiry = 0;
  if (slot.lock) expiry = std::max(expiry, slot.lock.expires_ms);
  if (slot.result) expiry = std::max(expiry, slot.result.expires_ms);
  return expiry;
}

void MemoryTable::Erase(Entry* entry) {
  bytes_ -= entry->weight;
  by_expiry_.erase(entry->place);
  by_id_.erase(by_id_.find(entry->id));
}

}  // namespace onceonly::store
