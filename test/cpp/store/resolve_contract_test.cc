// How an operator settles a key whose owner is gone.
#include "store/contract_test.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::ReleaseReason, core::ResultKind;

class ResolveTest : public ContractTest {
 protected:
  AnswerCode Settle(const std::string& id, ResultKind kind) {
    return on_.Resolve(ResolveOf(id, kind)).code;
  }
};
INSTANTIATE_TEST_SUITE_P(Every, ResolveTest, EveryStore(), KindName);

TEST_P(ResolveTest, AResultIsReplayedAndKeepsWhatIsKnownOfTheKey) {
  const std::string id = MakeKey(on_, SampleState::kReleased);
  const Answer before = on_.Inspect(InspectOf(id));
  ASSERT_EQ(Settle(id, ResultKind::kValue), AnswerCode::kResolved);
  const Answer done = on_.Begin(BeginOf(id, "other"));
  EXPECT_EQ(done.code, AnswerCode::kDone);
  EXPECT_EQ(done.payload, "resolved payload");
  EXPECT_EQ(done.kind, ResultKind::kValue);
  EXPECT_GT(on_.Inspect(InspectOf(id)).left_ms, 200'000);
  EXPECT_EQ(done.fence, before.fence);
  EXPECT_EQ(done.attempt, before.attempt);
  const Answer after = on_.Inspect(InspectOf(id));
  EXPECT_EQ(after.label, before.label);
  EXPECT_EQ(after.fingerprint, before.fingerprint);
}

TEST_P(ResolveTest, AnOwnerThatComesBackIsToldTheResult) {
  const std::string id = MakeKey(on_, SampleState::kSilent);
  ASSERT_EQ(Settle(id, ResultKind::kValue), AnswerCode::kResolved);
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kDone);
  const Answer lost = on_.Complete(CompleteOf(id, "owner"));
  EXPECT_EQ(lost.code, AnswerCode::kLost);
  EXPECT_EQ(lost.payload, "resolved payload");
}

TEST_P(ResolveTest, AFreedKeyIsOwnedAtOnceAndIsNoRecovery) {
  const std::string id = MakeKey(on_, SampleState::kSilent);
  ASSERT_EQ(Settle(id, ResultKind::kNone), AnswerCode::kResolved);
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kLost);
  core::BeginCall begin = BeginOf(id, "b");
  begin.on_abandoned = core::OnAbandoned::kHold;
  const Answer own = on_.Begin(begin);
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 2);
  EXPECT_FALSE(own.is_recovery);
}

TEST_P(ResolveTest, ALeaseThatLastsIsToldAndLeftAlone) {
  const std::string id = MakeKey(on_, SampleState::kRunning);
  const Answer running = on_.Resolve(ResolveOf(id, ResultKind::kValue));
  EXPECT_EQ(running.code, AnswerCode::kRunning);
  EXPECT_GT(running.left_ms, 0);
  EXPECT_LE(running.left_ms, 60'000);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "owner")).code, AnswerCode::kStored);
}

}  // namespace
}  // namespace onceonly::store
