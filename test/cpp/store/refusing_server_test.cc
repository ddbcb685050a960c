// A server that refuses writes still replays, answers 409 and 422, and refuses only new work; one
// that is full also lets every running operation finish.
#include <gtest/gtest.h>

#include <string>

#include "store/key_state.h"
#include "store/redis_harness.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::ReleaseReason;

class RefusingServerTest : public testing::Test {
 protected:
  void Configure(const std::string& name, const std::string& value) {
    ASSERT_EQ(on_.Raw({"CONFIG", "SET", name, value}).text, "OK");
  }
  void Fill() {
    Configure("maxmemory-policy", "noeviction");
    Configure("maxmemory", "1");
  }
  AnswerCode BeginAnother(const std::string& id) {
    BeginCall begin = BeginOf(id, "other");
    begin.fingerprint = "another-option";
    return on_.Begin(begin).code;
  }
  void ExpectReadsToWork() {
    EXPECT_EQ(on_.Begin(BeginOf(done_, "other")).payload, "payload of owner");
    EXPECT_EQ(on_.Begin(BeginOf(running_, "other")).code, AnswerCode::kRunning);
    EXPECT_EQ(on_.Begin(BeginOf(running_, "owner")).code, AnswerCode::kOwn);
    EXPECT_EQ(BeginAnother(done_), AnswerCode::kMismatch);
    EXPECT_EQ(BeginAnother(running_), AnswerCode::kMismatch);
    EXPECT_EQ(on_.Inspect(InspectOf(done_)).code, AnswerCode::kDone);
    EXPECT_EQ(on_.Complete(CompleteOf(done_, "owner")).code, AnswerCode::kDuplicate);
  }
  void ExpectNewWorkToFail(StatusCode why) {
    const std::string id = FreshId();
    const Answer refused = on_.Begin(BeginOf(id, "a"));
    EXPECT_EQ(refused.code, AnswerCode::kFailed);
    EXPECT_EQ(StatusName(refused.status.code()), StatusName(why));
    EXPECT_EQ(on_.Raw({"EXISTS", RedisHarness::KeyOf(id)}).integer, 0);
  }

  redis::RealRedis server_;
  RedisHarness on_{server_};
  const std::string done_ = MakeKey(on_, SampleState::kValue);
  const std::string running_ = MakeKey(on_, SampleState::kRunning);
};

TEST_F(RefusingServerTest, AFullServerRefusesOnlyNewWork) {
  Fill();
  ExpectReadsToWork();
  ExpectNewWorkToFail(StatusCode::kOutOfMemory);
}

TEST_F(RefusingServerTest, AFullServerStoresTheResultOfARunningOperation) {
  Fill();
  EXPECT_EQ(on_.Renew(RenewOf(running_, "owner")).code, AnswerCode::kRenewed);
  EXPECT_EQ(on_.Complete(CompleteOf(running_, "owner")).code, AnswerCode::kStored);
  EXPECT_EQ(on_.Begin(BeginOf(running_, "other")).payload, "payload of owner");
}

TEST_F(RefusingServerTest, AFullServerAdoptsAResultWithoutALock) {
  const std::string id = FreshId();
  Fill();
  EXPECT_EQ(on_.Complete(CompleteOf(id, "a")).code, AnswerCode::kAdopted);
  EXPECT_EQ(on_.Begin(BeginOf(id, "b")).code, AnswerCode::kDone);
}

TEST_F(RefusingServerTest, AFullServerLetsAKeyBeReleasedAndRemoved) {
  const std::string freed = MakeKey(on_, SampleState::kRunning);
  const std::string silent = MakeKey(on_, SampleState::kRunning);
  Fill();
  EXPECT_EQ(on_.Release(ReleaseOf(freed, "owner", ReleaseReason::kFree)).code,
            AnswerCode::kReleased);
  EXPECT_EQ(on_.Inspect(InspectOf(freed)).code, AnswerCode::kFreed);
  EXPECT_EQ(on_.Release(ReleaseOf(silent, "owner", ReleaseReason::kSilent)).code,
            AnswerCode::kReleased);
  EXPECT_EQ(on_.Inspect(InspectOf(silent)).code, AnswerCode::kSilent);
  EXPECT_EQ(on_.Renew(RenewOf(silent, "owner")).code, AnswerCode::kLost);
  EXPECT_EQ(on_.Remove(RemoveOf(running_, true)).code, AnswerCode::kRemoved);
  EXPECT_EQ(on_.Renew(RenewOf(running_, "owner")).code, AnswerCode::kLost);
}

TEST_F(RefusingServerTest, AFullServerLetsAKeyBeSettled) {
  const std::string freed = MakeKey(on_, SampleState::kReleased);
  const std::string done = MakeKey(on_, SampleState::kReleased);
  Fill();
  EXPECT_EQ(on_.Resolve(ResolveOf(freed)).code, AnswerCode::kResolved);
  EXPECT_EQ(on_.Resolve(ResolveOf(done, core::ResultKind::kValue)).code, AnswerCode::kResolved);
  EXPECT_EQ(on_.Inspect(InspectOf(freed)).code, AnswerCode::kFreed);
  EXPECT_EQ(on_.Begin(BeginOf(done, "other")).payload, "resolved payload");
}

TEST_F(RefusingServerTest, AFullServerMarksASilentOwner) {
  const std::string id = MakeKey(on_, SampleState::kSilent);
  Fill();
  EXPECT_EQ(on_.Begin(BeginOf(id, "other")).code, AnswerCode::kSilent);
  const Answer unknown = on_.Until(AnswerCode::kUnknown, [&] {
    BeginCall begin = BeginOf(id, "other");
    begin.on_abandoned = core::OnAbandoned::kHold;
    return on_.Begin(begin);
  });
  EXPECT_EQ(unknown.code, AnswerCode::kUnknown);
}

TEST_F(RefusingServerTest, AServerWithoutItsReplicasRefusesOnlyNewWork) {
  Configure("min-replicas-to-write", "1");
  ExpectReadsToWork();
  ExpectNewWorkToFail(StatusCode::kNoReplicas);
  EXPECT_EQ(on_.Complete(CompleteOf(running_, "owner")).status.code(), StatusCode::kNoReplicas);
  Configure("min-replicas-to-write", "0");
  EXPECT_EQ(on_.Complete(CompleteOf(running_, "owner")).code, AnswerCode::kStored);
}

TEST_F(RefusingServerTest, AReplicaRefusesOnlyNewWork) {
  on_.Raw({"REPLICAOF", "127.0.0.1", "1"});
  ExpectReadsToWork();
  ExpectNewWorkToFail(StatusCode::kReadOnly);
}

}  // namespace
}  // namespace onceonly::store
