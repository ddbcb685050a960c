#include "store/memory_scan.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "store/answers.h"
#include "store/scan_page.h"

namespace onceonly::store {
namespace {

constexpr size_t kSeenPerPage = 200;
constexpr size_t kBucketsPerPage = 2'000;

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
  if (!is_there || key.record.is_done() != args.results) return;
  if (!args.hint.empty() && args.hint != key.record.hint) return;
  page.Add(entry.id.view(), InspectedKey(key, now_ms, false));
}

}  // namespace

core::Answer ScanTable(const MemoryTable& table, const core::ScanCall& args, int64_t now_ms) {
  ScanPage page;
  const IdIndex& index = table.by_id();
  size_t bucket = ReadCursor(args.cursor);
  const size_t last =
      bucket + std::min(kBucketsPerPage, index.buckets() - std::min(bucket, index.buckets()));
  for (size_t seen = 0; bucket < last && seen < kSeenPerPage; ++bucket) {
    index.ForEachIn(bucket, [&](const Entry& entry) {
      AddEntry(page, entry, args, now_ms);
      ++seen;
    });
  }
  return page.Finish(bucket < index.buckets() ? std::to_string(bucket) : "0");
}

}  // namespace onceonly::store
