// What a begin tells, and how a key changes hands.
#include "store/contract_test.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::ReleaseReason;

class BeginTest : public ContractTest {};

INSTANTIATE_TEST_SUITE_P(Every, BeginTest, EveryStore(), KindName);

TEST_P(BeginTest, OwnsAFreshKey) {
  const Answer own = on_.Begin(BeginOf(FreshId(), "a"));
  ASSERT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 1);
  EXPECT_EQ(own.left_ms, 60'000);
  EXPECT_GT(own.fence, int64_t{1'600'000'000'000'000});  // microseconds since 1970
  EXPECT_LT(own.fence, int64_t{1} << 53);
}

TEST_P(BeginTest, TellsHowLongTheOwnerRunsAndMayRun) {
  const std::string id = FreshId();
  on_.Begin(BeginOf(id, "a"));
  const Answer running = on_.Begin(BeginOf(id, "b"));
  ASSERT_EQ(running.code, AnswerCode::kRunning);
  EXPECT_GE(running.elapsed_ms, 0);
  // A store with a server knows its clock as far as the last answer told.
  EXPECT_GE(running.left_ms + running.elapsed_ms, 59'998);
}

TEST_P(BeginTest, RecognisesItselfWhenItsReplyWasLost) {
  const std::string id = FreshId();
  const Answer first = on_.Begin(BeginOf(id, "a"));
  const Answer again = on_.Begin(BeginOf(id, "a"));
  ASSERT_EQ(again.code, AnswerCode::kOwn);
  EXPECT_EQ(again.fence, first.fence);
  EXPECT_EQ(again.attempt, 1);
  EXPECT_LE(again.left_ms, 60'000);
  EXPECT_GT(again.left_ms, 0);
}

TEST_P(BeginTest, AnswersMismatchBeforeRunning) {
  const std::string id = FreshId();
  on_.Begin(BeginOf(id, "a"));
  BeginCall other = BeginOf(id, "b");
  other.fingerprint = "another-option";
  EXPECT_EQ(on_.Begin(other).code, AnswerCode::kMismatch);
  EXPECT_EQ(on_.Begin(BeginOf(id, "b")).code, AnswerCode::kRunning);
}

TEST_P(BeginTest, WritesTheNewFingerprintWithANewAttempt) {
  const std::string id = MakeKey(on_, SampleState::kFreed);
  BeginCall begin = BeginOf(id, "b");
  begin.fingerprint = "rotated-option";
  begin.other_fingerprint = "print-option";
  ASSERT_EQ(on_.Begin(begin).code, AnswerCode::kOwn);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).fingerprint, "rotated-option");
  EXPECT_EQ(on_.Begin(BeginOf(id, "c")).code, AnswerCode::kMismatch);
}

TEST_P(BeginTest, TakesOverOnlyHalfALeaseAfterTheFirstSuspicion) {
  const std::string id = FreshId();
  BeginCall begin = BeginOf(id, "a");
  begin.lease_ms = 50;
  const Answer first = on_.Begin(begin);
  const auto contest = [&] { return on_.Begin(BeginOf(id, "b")); };
  const Answer noticed = on_.Until(AnswerCode::kSilent, contest);
  ASSERT_EQ(noticed.code, AnswerCode::kSilent);
  EXPECT_EQ(noticed.left_ms, 25);
  const Answer own = on_.Until(AnswerCode::kOwn, contest);
  ASSERT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 2);
  EXPECT_GT(own.fence, first.fence);
  EXPECT_EQ(own.left_ms, 60'000);
}

TEST_P(BeginTest, HoldsASilentKeyWhereTheOutcomeMatters) {
  const std::string id = FreshId();
  BeginCall begin = BeginOf(id, "a");
  begin.lease_ms = 50;
  on_.Begin(begin);
  const Answer unknown = on_.Until(AnswerCode::kUnknown, [&] {
    BeginCall hold = BeginOf(id, "b");
    hold.on_abandoned = core::OnAbandoned::kHold;
    return on_.Begin(hold);
  });
  ASSERT_EQ(unknown.code, AnswerCode::kUnknown);
  EXPECT_EQ(unknown.attempt, 1);
}

TEST_P(BeginTest, KeepsTheCountAndRaisesTheFenceWithEveryAttempt) {
  const std::string id = FreshId();
  int64_t fence = 0;
  for (int attempt = 1; attempt <= 5; ++attempt) {
    const std::string token = "t" + std::to_string(attempt);
    BeginCall begin = BeginOf(id, token);
    begin.lease_ms = 10;
    const Answer own = on_.Until(AnswerCode::kOwn, [&] { return on_.Begin(begin); });
    ASSERT_EQ(own.code, AnswerCode::kOwn);
    EXPECT_EQ(own.attempt, attempt);
    EXPECT_GT(own.fence, fence);
    fence = own.fence;
    const auto reason = attempt % 2 ? ReleaseReason::kFree : ReleaseReason::kSilent;
    on_.Release(ReleaseOf(id, token, reason));
  }
}

TEST_P(BeginTest, StartsAnewWithAHigherFenceAfterARemoval) {
  const std::string id = FreshId();
  const Answer first = on_.Begin(BeginOf(id, "a"));
  on_.Remove(RemoveOf(id, true));
  const Answer second = on_.Begin(BeginOf(id, "b"));
  ASSERT_EQ(second.code, AnswerCode::kOwn);
  EXPECT_EQ(second.attempt, 1);
  EXPECT_GT(second.fence, first.fence);
}

TEST_P(BeginTest, ForgetsALockAfterItsRetention) {
  const std::string id = FreshId();
  BeginCall begin = BeginOf(id, "a");
  begin.lease_ms = 10;
  begin.keep_ms = 20;
  on_.Begin(begin);
  const auto look = [&] { return on_.Inspect(InspectOf(id)); };
  EXPECT_EQ(on_.Until(AnswerCode::kAbsent, look).code, AnswerCode::kAbsent);
  EXPECT_EQ(on_.Begin(BeginOf(id, "b")).attempt, 1);
}

TEST_P(BeginTest, KeepsKeysApart) {
  const std::string id = FreshId();
  on_.Begin(BeginOf(id, "a"));
  EXPECT_EQ(on_.Begin(BeginOf(FreshId(), "b")).code, AnswerCode::kOwn);
}

}  // namespace
}  // namespace onceonly::store
