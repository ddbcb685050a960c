#include "store/memory_table.h"

#include <algorithm>
#include <utility>

namespace onceonly::store {
namespace {

// An entry, its bucket, its part of a slot, and the allocator's overhead for a text.
constexpr size_t kBookkeeping = sizeof(Entry) + 64;

size_t WeightOf(size_t far_id_bytes, const std::string& text) noexcept {
  return kBookkeeping + far_id_bytes + text.capacity();
}

size_t WeightOf(const Entry& entry) noexcept { return WeightOf(entry.id.far_bytes(), entry.text); }

}  // namespace

Entry* MemoryTable::Find(std::string_view id, int64_t now_ms) {
  Entry* entry = by_id_.Find(id);
  if (entry == nullptr || entry->expires_ms > now_ms) return entry;
  Erase(entry);
  return nullptr;
}

void MemoryTable::Insert(std::string_view id, std::string text, int64_t expires_ms) {
  Entry* entry = pool_.Take(id);
  entry->text = std::move(text);
  entry->expires_ms = expires_ms;
  by_id_.Add(entry);
  by_expiry_.Add(entry);
  bytes_ += WeightOf(*entry);
}

void MemoryTable::Replace(Entry* entry, std::string text, int64_t expires_ms) {
  bytes_ -= WeightOf(*entry);
  entry->text = std::move(text);
  bytes_ += WeightOf(*entry);
  entry->expires_ms = expires_ms;
  by_expiry_.Move(entry);
}

void MemoryTable::Erase(Entry* entry) noexcept {
  bytes_ -= WeightOf(*entry);
  by_expiry_.Remove(entry);
  by_id_.Remove(entry);
  pool_.Put(entry);
}

bool MemoryTable::HasRoom(std::string_view id, const std::string& text, int64_t now_ms) {
  const size_t weight = WeightOf(EntryId(id).far_bytes(), text);
  const auto fits = [&] {
    return entries() < max_entries_ && bytes_ <= max_bytes_ && weight <= max_bytes_ - bytes_;
  };
  while (!fits()) {
    Entry* expired = by_expiry_.AnyExpired(now_ms);
    if (expired == nullptr) return false;
    Erase(expired);
  }
  return true;
}

void MemoryTable::Sweep(int64_t now_ms, size_t limit) noexcept {
  for (; limit > 0; --limit) {
    Entry* expired = by_expiry_.FirstExpired(now_ms);
    if (expired == nullptr) return;
    Erase(expired);
  }
}

void MemoryTable::Clear() {
  by_expiry_.Clear();
  by_id_.Clear();
  pool_.Clear();
  bytes_ = 0;
}

double MemoryTable::fullness() const noexcept {
  return std::max(static_cast<double>(entries()) / static_cast<double>(max_entries_),
                  static_cast<double>(bytes_) / static_cast<double>(max_bytes_));
}

}  // namespace onceonly::store
