#include "store/key_view.h"

#include <gtest/gtest.h>

namespace onceonly::store {

using core::Record, core::RecordState, core::ResultKind;

Record ClaimOf(RecordState state) {
  Record claim;
  claim.state = state;
  claim.token = "owner";
  claim.fingerprint = "print-option";
  claim.fence = kFence;
  claim.attempt = 2;
  claim.hint = "hint";
  claim.label = "POST:/pay";
  claim.rev = 4;
  claim.origin = core::Origin::kTakenOver;
  claim.lease_ms = kLeaseMs;
  claim.px_ms = kPxMs;
  claim.began_ms = kNowMs - 300;
  return claim;
}

Record ResultOf(ResultKind kind) {
  Record result = ClaimOf(RecordState::kDone);
  result.kind = kind;
  result.stored_ms = kNowMs - 200;
  result.payload = "payload";
  return result;
}

View KeyView::view() const {
  if (!text_) return {std::nullopt, 0, kNowMs};
  return {*text_, left_ms_, kNowMs};
}

namespace {

KeyView LateView() {
  Record late = ClaimOf(RecordState::kRunning);
  late.attempt = 1;
  late.not_after_ms = kNowMs - 300 - 101;
  return {late, 300};
}

KeyView ResultView(ResultKind kind) { return {core::FormatRecord(ResultOf(kind)), 900}; }

}  // namespace

const std::vector<NamedView>& EveryView() {
  static const std::vector<NamedView> kViews = {
      {"absent", {}},
      {"running", {ClaimOf(RecordState::kRunning), kLeaseMs - 1}},
      {"silent", {ClaimOf(RecordState::kRunning), kLeaseMs}},
      {"suspect", {ClaimOf(RecordState::kSuspected), 500}},
      {"unknown", {ClaimOf(RecordState::kSuspected), 501}},
      {"given up", {ClaimOf(RecordState::kGivenUp), kLeaseMs - 1}},
      {"given up long ago", {ClaimOf(RecordState::kGivenUp), kLeaseMs}},
      {"freed", {ClaimOf(RecordState::kFreed), 10}},
      {"removed", {ClaimOf(RecordState::kRemoved), 10}},
      {"late", LateView()},
      {"value", ResultView(ResultKind::kValue)},
      {"error", ResultView(ResultKind::kError)},
      {"tombstone", ResultView(ResultKind::kTombstone)},
      {"foreign", {"some text of another program", 900}}};
  return kViews;
}

core::BeginCall BeginBy(std::string_view token) {
  core::BeginCall call;
  call.token = token;
  call.fingerprint = "print-option";
  call.hint = "hint";
  call.label = "POST:/pay";
  call.lease_ms = 2000;
  call.keep_ms = 9000;
  call.max_attempts = 10;
  return call;
}

core::CompleteCall CompleteBy(std::string_view token, ResultKind kind) {
  core::CompleteCall call;
  call.token = token;
  call.fingerprint = "print-option";
  call.hint = "hint";
  call.label = "POST:/pay";
  call.fence = kFence;
  call.attempt = 2;
  call.ttl_ms = 8000;
  call.kind = kind;
  call.payload = "new payload";
  return call;
}

core::RenewCall RenewBy(std::string_view token) {
  core::RenewCall call;
  call.token = token;
  call.lease_ms = 2000;
  call.keep_ms = 9000;
  return call;
}

core::ReleaseCall ReleaseBy(std::string_view token, core::ReleaseReason reason) {
  core::ReleaseCall call;
  call.token = token;
  call.reason = reason;
  return call;
}

core::ResolveCall ResolveAs(ResultKind kind) {
  core::ResolveCall call;
  call.kind = kind;
  call.ttl_ms = 8000;
  call.payload = "resolved payload";
  return call;
}

Record WrittenBy(const Decision& decision) {
  const Result<Record> record = core::ParseRecord(decision.text);
  EXPECT_TRUE(record.ok()) << decision.text;
  return record.ok() ? record.value() : Record();
}

}  // namespace onceonly::store
