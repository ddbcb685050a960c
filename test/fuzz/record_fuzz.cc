// The decoder of records: it accepts what the grammar does, and what it reads is formatted as it
// was.
#include "core/record.h"
#include "record_reference.h"
#include "require.h"

namespace onceonly::fuzz {
namespace {

// Loses the separator with which the payload of a tombstone with a label begins.
[[maybe_unused]] void PlantBug(core::Record& record) {
  if (record.kind != core::ResultKind::kTombstone) return;
  if (record.label.empty()) return;
  if (record.payload.starts_with('|')) record.payload.remove_prefix(1);
}

Result<core::Record> Parse(std::string_view text) {
  Result<core::Record> record = core::ParseRecord(text);
  if constexpr (kBugIsPlanted) {
    if (record.ok()) PlantBug(record.value());
  }
  return record;
}

bool IsWithin(std::string_view field, std::string_view text) {
  if (field.empty()) return true;
  return field.data() >= text.data() && field.data() + field.size() <= text.data() + text.size();
}

void CheckRecord(std::string_view text) {
  const Result<core::Record> parsed = Parse(text);
  Require(parsed.ok() == IsRecordByReference(text), "the reference accepts the same records");
  if (!parsed.ok()) {
    Require(parsed.status().code() == StatusCode::kInvalidRecord, "the only error is the record");
    return;
  }
  const core::Record& record = parsed.value();
  for (const std::string_view field :
       {record.token, record.fingerprint, record.hint, record.label, record.payload}) {
    Require(IsWithin(field, text), "a field is a part of the text");
  }
  RequireEqual(core::FormatRecord(record), text, "a record is formatted as it was read");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onceonly::fuzz::CheckRecord(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
