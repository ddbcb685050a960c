#include "store/expiry_index.h"

namespace onceonly::store {
namespace {

constexpr int kSlotBits = 6;

int64_t SlotOf(int64_t expires_ms) noexcept { return expires_ms >> kSlotBits; }

}  // namespace

void ExpiryIndex::Add(Entry* entry) {
  const auto [slot, is_new] = slots_.try_emplace(SlotOf(entry->expires_ms), entry);
  entry->slot = slot;
  Entry* first = slot->second;
  if (is_new) {
    entry->before = entry->behind = entry;
    return;
  }
  entry->before = first->before;
  entry->behind = first;
  first->before->behind = entry;
  first->before = entry;
}

void ExpiryIndex::Remove(Entry* entry) noexcept {
  if (entry->behind == entry) {
    slots_.erase(entry->slot);
    return;
  }
  entry->before->behind = entry->behind;
  entry->behind->before = entry->before;
  if (entry->slot->second == entry) entry->slot->second = entry->behind;
}

void ExpiryIndex::Move(Entry* entry) {
  if (entry->slot->first == SlotOf(entry->expires_ms)) return;
  Remove(entry);
  Add(entry);
}

Entry* ExpiryIndex::FirstExpired(int64_t now_ms) const noexcept {
  if (slots_.empty()) return nullptr;
  Entry* first = slots_.begin()->second;
  return first->expires_ms <= now_ms ? first : nullptr;
}

Entry* ExpiryIndex::AnyExpired(int64_t now_ms) noexcept {
  if (slots_.empty() || slots_.begin()->first > SlotOf(now_ms)) return nullptr;
  Entry*& first = slots_.begin()->second;
  Entry* entry = first;
  do {
    if (entry->expires_ms <= now_ms) return first = entry;
    entry = entry->behind;
  } while (entry != first);
  return nullptr;
}

}  // namespace onceonly::store
