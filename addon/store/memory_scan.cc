#include "store/memory_scan.h"

#include <charconv>
#include <string>
#include <string_view>

#include "store/answers.h"
#include "store/scan_page.h"

namespace onceonly::store {
namespace {

constexpr int kSeenPerPage = 200;
constexpr char kBetween = '.';  // of a cursor's moment and id

MemoryTable::ByExpiry::const_iterator After(const MemoryTable& table, std::string_view cursor) {
  int64_t expiry = 0;
  const size_t end = cursor.find(kBetween);
  if (end == std::string_view::npos) return table.by_expiry().begin();
  std::from_chars(cursor.data(), cursor.data() + end, expiry);
  return table.by_expiry().upper_bound({expiry, cursor.substr(end + 1)});
}

bool IsWanted(const core::ScanCall& args, const std::string& hint) {
  return args.hint.empty() || args.hint == hint;
}

template <typename Record>
bool IsThere(const protocol::Kept<Record>& kept, int64_t now_ms) {
  return kept && kept.expires_ms > now_ms;
}

void AddLock(ScanPage& page, const MemoryTable::Entry& entry, const core::ScanCall& args,
             int64_t now_ms) {
  const auto& lock = entry.slot.lock;
  if (!IsThere(lock, now_ms) || lock->state == core::LockState::kRemoved) return;
  if (!IsWanted(args, lock->hint)) return;
  page.Add(entry.id, InspectedLock(*lock.record, now_ms, lock.expires_ms - now_ms));
}

void AddResult(ScanPage& page, const MemoryTable::Entry& entry, const core::ScanCall& args,
               int64_t now_ms) {
  const auto& result = entry.slot.result;
  if (IsThere(result, now_ms) && IsWanted(args, result->hint)) {
    page.Add(entry.id, protocol::InspectedResult(result, now_ms));
  }
}

}  // namespace

core::Answer ScanTable(const MemoryTable& table, const core::ScanCall& args, int64_t now_ms) {
  ScanPage page;
  auto at = After(table, args.cursor);
  std::string cursor = "0";
  for (int seen = 0; at != table.by_expiry().end(); ++at) {
    const MemoryTable::Entry& entry = *at->second;
    if (args.results) AddResult(page, entry, args, now_ms);
    if (!args.results) AddLock(page, entry, args, now_ms);
    if (++seen < kSeenPerPage) continue;
    cursor = std::to_string(at->first.first) + kBetween + std::string(entry.id);
    break;
  }
  return page.Finish(cursor);
}

}  // namespace onceonly::store
