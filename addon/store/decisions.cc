#include "store/decisions.h"

#include <algorithm>

namespace onceonly::store {
namespace {

// At the end of a fingerprint, the name of the options under which it was taken.
constexpr size_t kOptionsNameLength = 6;

std::string_view OptionsName(std::string_view fingerprint) noexcept {
  return fingerprint.substr(fingerprint.size() - std::min(fingerprint.size(), kOptionsNameLength));
}

}  // namespace

Decision Answered(core::Answer answer) {
  Decision decision;
  decision.answer = std::move(answer);
  return decision;
}

Decision Answered(core::AnswerCode code, int64_t left_ms) {
  return Answered(CodeAnswer(code, left_ms));
}

Decision Written(core::Record record, int64_t px_ms, core::Answer answer, int64_t age_ms) {
  Decision decision = Answered(std::move(answer));
  decision.write = Decision::Write::kText;
  // No server takes less.
  decision.px_ms = std::clamp<int64_t>(px_ms, 1, core::kMaxRecordNumber);
  record.px_ms = decision.px_ms + age_ms;
  decision.text = core::FormatRecord(record);
  return decision;
}

Decision Waking(const Key& key, Decision decision) {
  decision.wakes = key.has_record && key.record.is_awaited;
  return decision;
}

core::Record NextClaim(const Key& key) {
  core::Record next = key.record;
  ++next.rev;
  next.not_after_ms = 0;
  return next;
}

int64_t EvidenceMs(const Key& key) noexcept {
  return std::max(std::min(key.left_ms, key.record.px_ms), key.record.lease_ms);
}

Decision Mended(const Key& key, Decision decision) {
  if (!key.clock_went_back) return decision;
  const int64_t px_ms = std::max(key.record.px_ms, 2 * key.record.lease_ms);
  return Written(NextClaim(key), px_ms, std::move(decision.answer));
}

Decision Refused(std::string_view fingerprint, std::string_view other) {
  const bool can_compare = OptionsName(fingerprint) == OptionsName(other);
  return Answered(can_compare ? core::AnswerCode::kMismatch : core::AnswerCode::kForeign);
}

}  // namespace onceonly::store
