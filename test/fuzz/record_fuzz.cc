// The decoders of both records: they accept what the grammar does, and what they read is formatted
// as it was.
#include "core/record.h"
#include "record_reference.h"
#include "require.h"

namespace onceonly::fuzz {
namespace {

// Loses the separator with which the payload of a tombstone with a label begins.
[[maybe_unused]] void PlantBug(core::ResultRecord& record) {
  if (record.kind != core::ResultKind::kTombstone) return;
  if (record.label.empty()) return;
  if (record.payload.starts_with('|')) record.payload.erase(0, 1);
}

Result<core::ResultRecord> ParseResult(std::string_view text) {
  Result<core::ResultRecord> record = core::ParseResultRecord(text);
  if constexpr (kBugIsPlanted) {
    if (record.ok()) PlantBug(record.value());
  }
  return record;
}

// `format(parse(text))` is what the reference says, and reads back as the same record.
template <typename Parse, typename Format>
void CheckRecord(std::string_view text, const std::optional<std::string>& expected, Parse parse,
                 Format format) {
  const auto record = parse(text);
  Require(record.ok() == expected.has_value(), "the reference accepts the same records");
  if (!record.ok()) {
    Require(record.status().code() == StatusCode::kInvalidRecord, "the only error is the record");
    return;
  }
  const std::string formatted = format(record.value());
  RequireEqual(formatted, *expected, "a record is formatted as it was read");
  const auto again = parse(formatted);
  Require(again.ok(), "a formatted record is accepted");
  RequireEqual(format(again.value()), formatted, "a formatted record reads back as itself");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace onceonly;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::CheckRecord(text, fuzz::LockByReference(text), core::ParseLockRecord,
                    core::FormatLockRecord);
  fuzz::CheckRecord(text, fuzz::ResultByReference(text), fuzz::ParseResult,
                    core::FormatResultRecord);
  return 0;
}
