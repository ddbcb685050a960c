#include "store/key_state.h"

namespace onceonly::store {
namespace {

using core::AnswerCode, core::ReleaseReason, core::ResultKind;

void BeginShort(StoreHarness& harness, const std::string& id) {
  core::BeginCall begin = BeginOf(id, "owner");
  begin.lease_ms = 1;
  EXPECT_EQ(harness.Begin(begin).code, AnswerCode::kOwn);
  const auto look = [&] { return harness.Inspect(InspectOf(id)); };
  EXPECT_EQ(harness.Until(AnswerCode::kSilent, look).code, AnswerCode::kSilent);
}

void Release(StoreHarness& harness, const std::string& id, ReleaseReason reason) {
  EXPECT_EQ(harness.Release(ReleaseOf(id, "owner", reason)).code, AnswerCode::kReleased);
}

void Store(StoreHarness& harness, const std::string& id, ResultKind kind) {
  EXPECT_EQ(harness.Complete(CompleteOf(id, "owner", kind)).code, AnswerCode::kStored);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, SampleState state) {
  static constexpr const char* kNames[] = {"absent", "running", "silent", "given up", "released",
                                           "freed",  "removed", "value",  "error",    "tombstone"};
  return out << kNames[static_cast<size_t>(state)];
}

std::string MakeKey(StoreHarness& harness, SampleState state) {
  const std::string id = FreshId();
  if (state == SampleState::kAbsent) return id;
  if (state == SampleState::kSilent) {
    BeginShort(harness, id);
    return id;
  }
  core::BeginCall begin = BeginOf(id, "owner");
  if (state == SampleState::kReleased) begin.lease_ms = 1;
  EXPECT_EQ(harness.Begin(begin).code, AnswerCode::kOwn);
  if (state == SampleState::kGivenUp) Release(harness, id, ReleaseReason::kSilent);
  if (state == SampleState::kReleased) {
    Release(harness, id, ReleaseReason::kSilent);
    const auto look = [&] { return harness.Inspect(InspectOf(id)); };
    EXPECT_EQ(harness.Until(AnswerCode::kUnknown, look).code, AnswerCode::kUnknown);
  }
  if (state == SampleState::kFreed) Release(harness, id, ReleaseReason::kFree);
  if (state == SampleState::kRemoved) {
    EXPECT_EQ(harness.Remove(RemoveOf(id, true)).code, AnswerCode::kRemoved);
  }
  if (state == SampleState::kValue) Store(harness, id, ResultKind::kValue);
  if (state == SampleState::kError) Store(harness, id, ResultKind::kError);
  if (state == SampleState::kTombstone) Store(harness, id, ResultKind::kTombstone);
  return id;
}

}  // namespace onceonly::store
