// What an operator sees and what an operator can do.
#include "store/contract_test.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::ResultKind;

class OperatorTest : public ContractTest {};
INSTANTIATE_TEST_SUITE_P(Every, OperatorTest, EveryStore(), KindName);

TEST_P(OperatorTest, SeesARunningKey) {
  const std::string id = FreshId();
  const Answer own = on_.Begin(BeginOf(id, "a"));
  const Answer running = on_.Inspect(InspectOf(id));
  ASSERT_EQ(running.code, AnswerCode::kRunning);
  EXPECT_EQ(running.fence, own.fence);
  EXPECT_EQ(running.attempt, 1);
  // A client knows the clock of its server as far as the last reply told: `elapsed` counts from its
  // estimate, `left` from the server's own moment.
  EXPECT_NEAR(static_cast<double>(running.left_ms + running.elapsed_ms), 60'000, 2'000);
  EXPECT_GT(running.began_ms, int64_t{1'600'000'000'000});
  EXPECT_EQ(running.kind, ResultKind::kNone);
  EXPECT_EQ(running.fingerprint, "print-option");
  EXPECT_EQ(running.label, "POST:/pay");
}

TEST_P(OperatorTest, SeesTheHeadOfAResultWithoutItsPayload) {
  const std::string id = MakeKey(on_, SampleState::kError);
  const Answer done = on_.Inspect(InspectOf(id));
  ASSERT_EQ(done.code, AnswerCode::kDone);
  EXPECT_EQ(done.kind, ResultKind::kError);
  EXPECT_EQ(done.fence, 7);
  EXPECT_EQ(done.attempt, 1);
  EXPECT_EQ(done.bytes, static_cast<int64_t>(std::string("payload of owner").size()));
  EXPECT_EQ(done.payload, "");
  EXPECT_GT(done.began_ms, int64_t{1'600'000'000'000});
  EXPECT_GT(done.left_ms, 200'000);
  EXPECT_EQ(done.fingerprint, "print-option");
  EXPECT_EQ(done.label, "POST:/pay");
}

TEST_P(OperatorTest, SeesThePayloadOnRequest) {
  const std::string id = MakeKey(on_, SampleState::kValue);
  const Answer done = on_.Inspect(InspectOf(id, true));
  EXPECT_EQ(done.payload, "payload of owner");
  EXPECT_EQ(done.bytes, static_cast<int64_t>(done.payload.size()));
}

TEST_P(OperatorTest, ChangesNothingByLooking) {
  const std::string id = MakeKey(on_, SampleState::kSilent);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).left_ms, 1);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).left_ms, 1);
}

TEST_P(OperatorTest, HearsHowManyRecordsWereRemoved) {
  const auto removed = [&](SampleState state) {
    return on_.Remove(RemoveOf(MakeKey(on_, state), true)).attempt;
  };
  EXPECT_EQ(removed(SampleState::kAbsent), 0);
  EXPECT_EQ(removed(SampleState::kRemoved), 0);
  for (const auto state : {SampleState::kRunning, SampleState::kSilent, SampleState::kReleased,
                           SampleState::kFreed, SampleState::kValue, SampleState::kTombstone}) {
    EXPECT_EQ(removed(state), 1) << state;
  }
}

TEST_P(OperatorTest, LeavesARunningKeyAloneWithoutForce) {
  const std::string id = MakeKey(on_, SampleState::kRunning);
  ASSERT_EQ(on_.Remove(RemoveOf(id)).code, AnswerCode::kRunning);
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kRenewed);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "owner")).code, AnswerCode::kStored);
}

TEST_P(OperatorTest, TheOwnerOfARemovedKeyHearsIt) {
  const std::string id = MakeKey(on_, SampleState::kRemoved);
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kLost);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "owner")).code, AnswerCode::kGone);
}

TEST_P(OperatorTest, ARemovedKeyIsFreshForAnyRequest) {
  const std::string id = MakeKey(on_, SampleState::kRemoved);
  core::BeginCall begin = BeginOf(id, "b");
  begin.fingerprint = "another-option";
  EXPECT_EQ(on_.Begin(begin).attempt, 1);
}

TEST_P(OperatorTest, DecidesOnlyAboutTheAttemptThatWasSeen) {
  const std::string id = MakeKey(on_, SampleState::kReleased);
  const Answer seen = on_.Inspect(InspectOf(id));
  ASSERT_EQ(on_.Resolve(ResolveOf(id)).code, AnswerCode::kResolved);
  const Answer next = on_.Begin(BeginOf(id, "b"));
  ASSERT_EQ(next.code, AnswerCode::kOwn);

  core::ResolveCall resolve = ResolveOf(id, ResultKind::kValue);
  resolve.seen.fence = seen.fence;
  core::RemoveCall remove = RemoveOf(id, true);
  remove.seen.attempt = seen.attempt;
  for (const Answer& changed : {on_.Resolve(resolve), on_.Remove(remove)}) {
    EXPECT_EQ(changed.code, AnswerCode::kChanged);
    EXPECT_EQ(changed.fence, next.fence);
    EXPECT_EQ(changed.attempt, 2);
  }
  EXPECT_EQ(on_.Complete(CompleteOf(id, "b")).code, AnswerCode::kStored);
}

TEST_P(OperatorTest, AClosedStoreRefusesEveryCall) {
  on_.store().Close();
  on_.store().Close();
  const std::string id = FreshId();
  for (const Answer& answer :
       {on_.Begin(BeginOf(id, "a")), on_.Complete(CompleteOf(id, "a")), on_.Renew(RenewOf(id, "a")),
        on_.Release(ReleaseOf(id, "a", core::ReleaseReason::kUndo)), on_.Inspect(InspectOf(id)),
        on_.Remove(RemoveOf(id)), on_.Resolve(ResolveOf(id)), on_.Scan({})}) {
    EXPECT_EQ(answer.code, AnswerCode::kFailed);
    EXPECT_EQ(answer.status.code(), StatusCode::kClosed);
  }
}

}  // namespace
}  // namespace onceonly::store
