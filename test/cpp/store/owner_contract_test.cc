// Renewal and release: how an owner keeps its key and how it gives it up.
#include "store/contract_test.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::ReleaseReason, core::RenewCall;

class OwnerTest : public ContractTest {
 protected:
  // A key whose second attempt, of the token "second", runs.
  std::string SecondAttempt(SampleState before = SampleState::kFreed) {
    const std::string id = MakeKey(on_, before);
    EXPECT_EQ(on_.Begin(BeginOf(id, "second")).attempt, 2);
    return id;
  }
};
INSTANTIATE_TEST_SUITE_P(Every, OwnerTest, EveryStore(), KindName);

TEST_P(OwnerTest, RenewalStartsANewLease) {
  const std::string id = FreshId();
  on_.Begin(BeginOf(id, "a"));
  RenewCall renew = RenewOf(id, "a");
  renew.lease_ms = 900'000;
  renew.keep_ms = 1'800'000;
  const Answer renewed = on_.Renew(renew);
  ASSERT_EQ(renewed.code, AnswerCode::kRenewed);
  EXPECT_EQ(renewed.left_ms, 900'000);
  EXPECT_GT(on_.Begin(BeginOf(id, "b")).left_ms, 600'000);
}

TEST_P(OwnerTest, RenewalClearsASuspicion) {
  const std::string id = FreshId();
  BeginCall begin = BeginOf(id, "a");
  begin.lease_ms = 50;
  on_.Begin(begin);
  const auto contest = [&] { return on_.Begin(BeginOf(id, "b")); };
  ASSERT_EQ(on_.Until(AnswerCode::kSilent, contest).code, AnswerCode::kSilent);
  RenewCall renew = RenewOf(id, "a");
  renew.lease_ms = 50;
  ASSERT_EQ(on_.Renew(renew).code, AnswerCode::kRenewed);
  // The mark of before would allow a takeover the moment that the new lease has passed.
  const Answer noticed = on_.Until(AnswerCode::kSilent, contest);
  ASSERT_EQ(noticed.code, AnswerCode::kSilent);
  EXPECT_EQ(noticed.left_ms, 25);
}

TEST_P(OwnerTest, RenewalKeepsFenceAttemptAndLabel) {
  const std::string id = SecondAttempt();
  const Answer before = on_.Inspect(InspectOf(id));
  on_.Renew(RenewOf(id, "second"));
  const Answer after = on_.Inspect(InspectOf(id));
  EXPECT_EQ(after.fence, before.fence);
  EXPECT_EQ(after.attempt, 2);
  EXPECT_EQ(after.began_ms, before.began_ms);
  EXPECT_EQ(after.label, "POST:/pay");
  EXPECT_EQ(after.fingerprint, "print-option");
}

TEST_P(OwnerTest, UndoOfTheFirstAttemptLeavesNothing) {
  const std::string id = FreshId();
  on_.Begin(BeginOf(id, "a"));
  ASSERT_EQ(on_.Release(ReleaseOf(id, "a", ReleaseReason::kUndo)).code, AnswerCode::kReleased);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kAbsent);
  BeginCall other = BeginOf(id, "b");
  other.fingerprint = "another-option";
  EXPECT_EQ(on_.Begin(other).attempt, 1);
}

TEST_P(OwnerTest, UndoOfALaterAttemptMakesTheEarlierOneSilentAgain) {
  const std::string id = SecondAttempt(SampleState::kReleased);
  ASSERT_EQ(on_.Release(ReleaseOf(id, "second", ReleaseReason::kUndo)).code, AnswerCode::kReleased);
  const Answer silent = on_.Inspect(InspectOf(id));
  EXPECT_EQ(silent.code, AnswerCode::kUnknown);
  EXPECT_EQ(silent.attempt, 1);
  EXPECT_EQ(silent.left_ms, 0);
  const Answer own = on_.Begin(BeginOf(id, "third"));
  EXPECT_EQ(own.attempt, 2);
  EXPECT_TRUE(own.is_recovery);
}

TEST_P(OwnerTest, UndoOfALaterAttemptLeavesAFreedKeyFree) {
  const std::string id = SecondAttempt(SampleState::kFreed);
  ASSERT_EQ(on_.Release(ReleaseOf(id, "second", ReleaseReason::kUndo)).code, AnswerCode::kReleased);
  const Answer freed = on_.Inspect(InspectOf(id));
  EXPECT_EQ(freed.code, AnswerCode::kFreed);
  EXPECT_EQ(freed.attempt, 1);
  BeginCall hold = BeginOf(id, "third");
  hold.on_abandoned = core::OnAbandoned::kHold;
  const Answer own = on_.Begin(hold);
  EXPECT_EQ(own.attempt, 2);
  EXPECT_FALSE(own.is_recovery);
}

TEST_P(OwnerTest, UndoResentCountsOnce) {
  const std::string id = SecondAttempt();
  on_.Release(ReleaseOf(id, "second", ReleaseReason::kUndo));
  EXPECT_EQ(on_.Release(ReleaseOf(id, "second", ReleaseReason::kUndo)).code, AnswerCode::kReleased);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).attempt, 1);
}

TEST_P(OwnerTest, AFreedKeyIsOwnedAtOnceWithTheNextAttempt) {
  const std::string id = MakeKey(on_, SampleState::kFreed);
  BeginCall begin = BeginOf(id, "b");
  begin.on_abandoned = core::OnAbandoned::kHold;
  begin.max_attempts = 1;
  const Answer own = on_.Begin(begin);
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 2);
}

TEST_P(OwnerTest, AReleasedKeyIsTakenOverWhenItsLeaseIsOverWithoutAnotherWait) {
  const std::string id = FreshId();
  BeginCall begin = BeginOf(id, "a");
  begin.lease_ms = 50;
  on_.Begin(begin);
  ASSERT_EQ(on_.Release(ReleaseOf(id, "a", ReleaseReason::kSilent)).code, AnswerCode::kReleased);
  const Answer silent = on_.Begin(BeginOf(id, "b"));
  EXPECT_EQ(silent.code, AnswerCode::kSilent);
  EXPECT_GT(silent.left_ms, 0);
  EXPECT_LE(silent.left_ms, 50);
  AnswerCode before = silent.code;
  const Answer own = on_.Until(AnswerCode::kOwn, [&] {
    EXPECT_EQ(before, AnswerCode::kSilent);
    const Answer answer = on_.Begin(BeginOf(id, "b"));
    before = answer.code;
    return answer;
  });
  EXPECT_EQ(own.attempt, 2);
  EXPECT_TRUE(own.is_recovery);
}

TEST_P(OwnerTest, ALateRenewalDoesNotReviveAReleasedKey) {
  const std::string id = MakeKey(on_, SampleState::kReleased);
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kLost);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kUnknown);
}

TEST_P(OwnerTest, TheOldOwnerHearsOfATakeover) {
  const std::string id = MakeKey(on_, SampleState::kReleased);
  on_.Begin(BeginOf(id, "b"));
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kLost);
  EXPECT_EQ(on_.Release(ReleaseOf(id, "owner", ReleaseReason::kUndo)).code, AnswerCode::kLost);
  EXPECT_EQ(on_.Begin(BeginOf(id, "c")).code, AnswerCode::kRunning);
}

}  // namespace
}  // namespace onceonly::store
