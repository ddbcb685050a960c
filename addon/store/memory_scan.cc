#include "store/memory_scan.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "store/answers.h"
#include "store/scan_page.h"

namespace onceonly::store {
namespace {

// A store may be nearly empty.
constexpr size_t kBucketsPerEntry = 10;

size_t ReadCursor(std::string_view cursor) {
  size_t bucket = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), bucket);
  return bucket;
}

void AddEntry(ScanPage& page, const Entry& entry, const core::ScanCall& args, int64_t now_ms) {
  if (entry.expires_ms <= now_ms) return;
  const Key key = ReadKey(View{entry.text, entry.expires_ms - now_ms, now_ms});
  const bool is_there = key.state != KeyState::kAbsent && key.state != KeyState::kRemoved &&
                        key.state != KeyState::kForeign;
  if (!is_there || !args.takes(key.record.is_done())) return;
  if (!args.hint.empty() && args.hint != key.record.hint) return;
  page.Add(entry.id.view(), key.record.hint, InspectedKey(key, now_ms, false));
}

}  // namespace

core::Answer ScanTable(const MemoryTable& table, const core::ScanCall& args, int64_t now_ms) {
  ScanPage page;
  const IdIndex& index = table.by_id();
  size_t bucket = ReadCursor(args.cursor);
  const auto count = static_cast<size_t>(std::max(args.count, 1));
  const size_t left = index.buckets() - std::min(bucket, index.buckets());
  const size_t last = bucket + std::min(count * kBucketsPerEntry, left);
  size_t seen = 0;
  for (; bucket < last && seen < count; ++bucket) {
    index.ForEachIn(bucket, [&](const Entry& entry) {
      AddEntry(page, entry, args, now_ms);
      ++seen;
    });
  }
  const std::string cursor = bucket < index.buckets() ? std::to_string(bucket) : "0";
  return page.Finish(cursor, now_ms, static_cast<int64_t>(seen));
}

}  // namespace onceonly::store
