// What watching a key promises, whatever the store.
#include "store/contract_test.h"
#include "store/redis_harness.h"

namespace onceonly::store {
namespace {

using core::AnswerCode;
using core::ReleaseReason;

class WatchContractTest : public ContractTest {
 protected:
  std::string Owned() {
    const std::string id = FreshId();
    EXPECT_EQ(on_.Begin(BeginOf(id, "mine")).code, AnswerCode::kOwn);
    return id;
  }
};

TEST_P(WatchContractTest, TellsThatAResultIsThere) {
  const std::string id = Owned();
  const core::CallId watch = on_.Watch(id);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "mine")).code, AnswerCode::kStored);
  EXPECT_EQ(on_.WokenTimes(watch, 1), 1);
}

TEST_P(WatchContractTest, TellsThatTheKeyWasGivenUp) {
  for (const auto reason : {ReleaseReason::kFree, ReleaseReason::kSilent, ReleaseReason::kUndo}) {
    const std::string id = Owned();
    const core::CallId watch = on_.Watch(id);
    EXPECT_EQ(on_.Release(ReleaseOf(id, "mine", reason)).code, AnswerCode::kReleased);
    EXPECT_EQ(on_.WokenTimes(watch, 1), 1);
  }
}

TEST_P(WatchContractTest, TellsThatTheKeyWasRemoved) {
  const std::string id = Owned();
  const core::CallId watch = on_.Watch(id);
  EXPECT_EQ(on_.Remove(RemoveOf(id, true)).code, AnswerCode::kRemoved);
  EXPECT_EQ(on_.WokenTimes(watch, 1), 1);
}

TEST_P(WatchContractTest, TellsThatTheKeyWasResolved) {
  const std::string id = Owned();
  EXPECT_EQ(on_.Release(ReleaseOf(id, "mine", ReleaseReason::kSilent)).code, AnswerCode::kReleased);
  const core::CallId watch = on_.Watch(id);
  EXPECT_EQ(on_.Resolve(ResolveOf(id)).code, AnswerCode::kResolved);
  EXPECT_EQ(on_.WokenTimes(watch, 1), 1);
}

TEST_P(WatchContractTest, TellsEveryWatchOfAKeyAndNoOther) {
  const std::string id = Owned();
  const std::string other = Owned();
  const core::CallId first = on_.Watch(id);
  const core::CallId second = on_.Watch(id);
  const core::CallId elsewhere = on_.Watch(other);
  on_.Complete(CompleteOf(id, "mine"));
  EXPECT_EQ(on_.WokenTimes(first, 1), 1);
  EXPECT_EQ(on_.WokenTimes(second, 1), 1);
  EXPECT_EQ(on_.WokenTimes(elsewhere, 0), 0);
}

TEST_P(WatchContractTest, TellsNothingMoreAfterUnwatch) {
  const std::string id = Owned();
  const core::CallId over = on_.Watch(id);
  const core::CallId on = on_.Watch(id);
  on_.Unwatch(over);
  on_.Unwatch(over);
  on_.Complete(CompleteOf(id, "mine"));
  EXPECT_EQ(on_.WokenTimes(on, 1), 1);
  EXPECT_EQ(on_.WokenTimes(over, 0), 0);
}

TEST_P(WatchContractTest, SaysNothingOnceTheStoreIsClosed) {
  const std::string id = Owned();
  const core::CallId watch = on_.Watch(id);
  on_.store().Close();
  on_.store().Watch(99, id);
  on_.Unwatch(watch);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "mine")).code, AnswerCode::kFailed);
  EXPECT_EQ(on_.WokenTimes(watch, 0), 0);
}

INSTANTIATE_TEST_SUITE_P(All, WatchContractTest, EveryStore(), KindName);

TEST(RedisWatchTest, WatchesAnewAfterALostConnection) {
  const redis::RealRedis server;
  RedisHarness on(server);
  const std::string id = FreshId();
  on.Begin(BeginOf(id, "mine"));
  const core::CallId watch = on.Watch(id);
  EXPECT_EQ(on.Raw({"CLIENT", "KILL", "TYPE", "pubsub"}).integer, 1);
  on.RunUntil([&] { return on.sink().WatchingTimes(watch) == 2; });
  on.Complete(CompleteOf(id, "mine"));
  EXPECT_EQ(on.WokenTimes(watch, 1), 1);
  EXPECT_GT(on.sink().batches(), 0);
}

}  // namespace
}  // namespace onceonly::store
