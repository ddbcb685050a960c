// What only the Redis store promises: its records, its scripts, and its own server's ways to fail.
#include "store/redis_store.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "store/key_state.h"
#include "store/record_1.h"
#include "store/redis_harness.h"
#include "store/scripts.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::ReleaseReason;

class RedisStoreTest : public testing::Test {
 protected:
  int64_t Pttl(const std::string& key) { return on_.Raw({"PTTL", key}).integer; }
  std::string Get(const std::string& key) { return on_.Raw({"GET", key}).text; }

  // Puts a lock there as the attempt of another process would have left it. Returns its id.
  std::string PutLock(const core::LockRecord& lock) {
    const std::string id = FreshId();
    on_.Raw({"SET", RedisHarness::LockKey(id), core::FormatLockRecord(lock), "PX", "3600000"});
    return id;
  }
  int64_t ServerNowMs() { return std::stoll(on_.Raw({"TIME"}).text) * 1000; }

  redis::RealRedis server_{{"--enable-debug-command", "yes"}};
  RedisHarness on_{server_};
};

TEST_F(RedisStoreTest, WritesTheLockRecordOfItsFormat) {
  const std::string id = FreshId();
  const Answer own = on_.Begin(BeginOf(id, "token"));
  const std::string text = Get(RedisHarness::LockKey(id));
  const auto lock = core::ParseLockRecord(text);
  ASSERT_TRUE(lock.ok()) << text;
  EXPECT_EQ(core::FormatLockRecord(lock.value()), text);
  EXPECT_EQ(lock.value().token, "token");
  EXPECT_EQ(lock.value().fingerprint, "print-option");
  EXPECT_EQ(lock.value().fence, own.fence);
  EXPECT_EQ(lock.value().lease_ms, 60'000);
  EXPECT_EQ(lock.value().deadline_ms, lock.value().began_ms + 60'000);
  EXPECT_EQ(lock.value().label, "POST:/pay");
  on_.Renew(RenewOf(id, "token"));
  EXPECT_EQ(core::ParseLockRecord(Get(RedisHarness::LockKey(id))).value().renewals, 1);
}

TEST_F(RedisStoreTest, WritesTheResultRecordOfItsFormat) {
  const std::string id = MakeKey(on_, SampleState::kValue);
  const std::string text = Get(RedisHarness::ResultKey(id));
  const auto result = core::ParseResultRecord(text);
  ASSERT_TRUE(result.ok()) << text;
  EXPECT_EQ(core::FormatResultRecord(result.value()), text);
  EXPECT_EQ(result.value().token, "owner");
  EXPECT_EQ(result.value().payload, "payload of owner");
  EXPECT_EQ(on_.Raw({"EXISTS", RedisHarness::LockKey(id)}).integer, 0);
}

TEST_F(RedisStoreTest, KeepsTheLockBeyondItsLeaseInEveryState) {
  for (const auto state : {SampleState::kRunning, SampleState::kSilent, SampleState::kReleased,
                           SampleState::kFreed, SampleState::kRemoved}) {
    const std::string id = MakeKey(on_, state);
    EXPECT_GT(Pttl(RedisHarness::LockKey(id)), 500'000) << state;
    EXPECT_LE(Pttl(RedisHarness::LockKey(id)), 600'000) << state;
  }
  const std::string marked = MakeKey(on_, SampleState::kSilent);
  ASSERT_EQ(on_.Begin(BeginOf(marked, "other")).code, AnswerCode::kSilent);
  EXPECT_GT(Pttl(RedisHarness::LockKey(marked)), 500'000);
}

TEST_F(RedisStoreTest, GivesTheResultItsOwnTtl) {
  const std::string id = MakeKey(on_, SampleState::kValue);
  EXPECT_GT(Pttl(RedisHarness::ResultKey(id)), 200'000);
  EXPECT_LE(Pttl(RedisHarness::ResultKey(id)), 300'000);
}

TEST_F(RedisStoreTest, RenewalMovesTheRetention) {
  const std::string id = MakeKey(on_, SampleState::kRunning);
  core::RenewCall renew = RenewOf(id, "owner");
  renew.keep_ms = 5'000'000;
  on_.Renew(renew);
  EXPECT_GT(Pttl(RedisHarness::LockKey(id)), 4'000'000);
}

TEST_F(RedisStoreTest, KnowsEachScriptByTheServersOwnDigest) {
  for (const ScriptSource& source : ScriptSources()) {
    const RawReply loaded = on_.Raw({"SCRIPT", "LOAD", std::string(source.text)});
    EXPECT_EQ(loaded.text, PrepareScript(source.name).sha1) << source.name;
  }
}

TEST_F(RedisStoreTest, SendsNoScriptTextsOnceTheyAreLoaded) {
  MakeKey(on_, SampleState::kValue);
  const std::string stats = on_.Raw({"INFO", "commandstats"}).text;
  EXPECT_NE(stats.find("cmdstat_evalsha:"), std::string::npos);
  EXPECT_EQ(stats.find("cmdstat_eval:"), std::string::npos);
}

TEST_F(RedisStoreTest, SendsTheTextWhenTheServerHasForgottenTheScripts) {
  const std::string id = MakeKey(on_, SampleState::kRunning);
  on_.Raw({"SCRIPT", "FLUSH"});
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kRenewed);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "owner")).code, AnswerCode::kStored);
  EXPECT_EQ(on_.Begin(BeginOf(id, "other")).code, AnswerCode::kDone);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kDone);
  EXPECT_EQ(on_.Remove(RemoveOf(id)).code, AnswerCode::kRemoved);
  EXPECT_EQ(on_.Release(ReleaseOf(id, "owner", ReleaseReason::kUndo)).code, AnswerCode::kGone);
}

TEST_F(RedisStoreTest, ABeginThatArrivesAfterItsCallEndedOwnsNothing) {
  const std::string id = FreshId();
  ASSERT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kAbsent);
  on_.Raw({"CLIENT", "PAUSE", "300", "ALL"});
  BeginCall begin = BeginOf(id, "a");
  begin.timeout_ms = 50;
  const Answer failed = on_.Begin(begin);
  EXPECT_EQ(failed.code, AnswerCode::kFailed);
  EXPECT_EQ(failed.status.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kAbsent);
}

TEST_F(RedisStoreTest, TheServerRefusesABeginByItsOwnClock) {
  const std::string id = FreshId();
  const RawReply late = on_.Raw({"EVAL", std::string(PrepareScript("begin-2").text), "2",
                                 RedisHarness::LockKey(id), RedisHarness::ResultKey(id), "t", "f",
                                 "", "", "", "60000", "120000", "1763769600000", "take", "5"});
  EXPECT_EQ(late.text, "LATE");
  EXPECT_EQ(on_.Raw({"EXISTS", RedisHarness::LockKey(id)}).integer, 0);
}

TEST_F(RedisStoreTest, RaisesTheFenceThoughTheServersClockWentBack) {
  const int64_t future = int64_t{1} << 52;
  for (const auto state : {core::LockState::kFreed, core::LockState::kRemoved}) {
    const std::string id =
        PutLock({"t", "print-option", future, 0, 1, 0, 1, 1, 0, core::Origin::kNew, state, "", ""});
    EXPECT_EQ(on_.Begin(BeginOf(id, "a")).fence, future + 1);
  }
}

TEST_F(RedisStoreTest, TakesOverNoSoonerThanHalfALeaseAfterTheMark) {
  const int64_t now = ServerNowMs();
  const auto marked_at = [&](int64_t suspect) {
    return PutLock({"t", "print-option", 1, 0, 600'000, now - 1, now - 600'001, 1, suspect,
                    core::Origin::kNew, core::LockState::kRunning, "", ""});
  };
  const std::string recent = marked_at(now);
  const Answer silent = on_.Begin(BeginOf(recent, "a"));
  EXPECT_EQ(silent.code, AnswerCode::kSilent);
  EXPECT_GT(silent.left_ms, 200'000);
  EXPECT_LE(silent.left_ms, 300'000);
  EXPECT_LE(on_.Inspect(InspectOf(recent)).left_ms, silent.left_ms);
  EXPECT_EQ(on_.Begin(BeginOf(marked_at(now - 300'000), "a")).attempt, 2);
}

TEST_F(RedisStoreTest, LeavesNoKeyHeldForLongerThanALeaseThoughTheClockWentBack) {
  using enum core::LockState;
  const int64_t ahead = ServerNowMs() + 600'000;
  for (const auto state : {kRunning, kGivenUp}) {
    const auto put = [&] {
      return PutLock({"t", "print-option", 1, 0, 50, ahead, ahead - 50, 1, ahead + 9,
                      core::Origin::kNew, state, "", ""});
    };
    const std::string begun = put();
    const int64_t left = on_.Inspect(InspectOf(begun)).left_ms;
    EXPECT_GT(left, 0);
    EXPECT_LE(left, 50);
    const auto begin = [&] { return on_.Begin(BeginOf(begun, "a")); };
    EXPECT_EQ(on_.Until(AnswerCode::kOwn, begin).attempt, 2);
    const std::string settled = put();
    const auto resolve = [&] { return on_.Resolve(ResolveOf(settled)); };
    EXPECT_EQ(on_.Until(AnswerCode::kResolved, resolve).code, AnswerCode::kResolved);
  }
}

TEST_F(RedisStoreTest, CountsNoSuspicionOfTheFuture) {
  const int64_t now = ServerNowMs();
  const std::string id =
      PutLock({"t", "print-option", 1, 0, 1000, now - 1, now - 1001, 1, now + 600'000,
               core::Origin::kNew, core::LockState::kRunning, "", ""});
  EXPECT_LE(on_.Inspect(InspectOf(id)).left_ms, 500);
  EXPECT_EQ(on_.Begin(BeginOf(id, "a")).left_ms, 500);
  EXPECT_LE(on_.Begin(BeginOf(id, "a")).left_ms, 500);
}

TEST_F(RedisStoreTest, TellsEveryChangeOfAKeyAndNothingElse) {
  using Change = std::pair<SampleState, std::function<Answer(const std::string&)>>;
  const std::vector<Change> changes = {
      {SampleState::kRunning, [&](auto& id) { return on_.Complete(CompleteOf(id, "owner")); }},
      {SampleState::kRunning,
       [&](auto& id) { return on_.Release(ReleaseOf(id, "owner", ReleaseReason::kUndo)); }},
      {SampleState::kRunning,
       [&](auto& id) { return on_.Release(ReleaseOf(id, "owner", ReleaseReason::kFree)); }},
      {SampleState::kReleased, [&](auto& id) { return on_.Resolve(ResolveOf(id)); }},
      {SampleState::kReleased,
       [&](auto& id) { return on_.Resolve(ResolveOf(id, core::ResultKind::kValue)); }},
      {SampleState::kRunning, [&](auto& id) { return on_.Remove(RemoveOf(id, true)); }},
  };
  PlainConnection listener(server_.path());
  listener.Run({"PSUBSCRIBE", "idem:done:*"});
  for (const auto& [state, change] : changes) {
    const std::string id = MakeKey(on_, SampleState::kAbsent);
    on_.Begin(BeginOf(id, "owner"));
    on_.Renew(RenewOf(id, "owner"));
    on_.Begin(BeginOf(id, "other"));
    on_.Inspect(InspectOf(id));
    if (state == SampleState::kReleased) {
      on_.Release(ReleaseOf(id, "owner", ReleaseReason::kSilent));
      EXPECT_EQ(listener.NextMessage(), "idem:done:{" + id + "} 1");
    }
    change(id);
    EXPECT_EQ(listener.NextMessage(), "idem:done:{" + id + "} 1");
  }
}

TEST_F(RedisStoreTest, AUserWithoutRightsToTheChannelLosesNothingElse) {
  for (const auto& rights : {std::vector<std::string>{"resetchannels"}, {"-publish"}}) {
    std::vector<std::string> command = {"ACL", "SETUSER", "default", "+@all", "allchannels"};
    command.insert(command.end(), rights.begin(), rights.end());
    ASSERT_EQ(on_.Raw(command).text, "OK");
    const std::string stored = MakeKey(on_, SampleState::kRunning);
    EXPECT_EQ(on_.Complete(CompleteOf(stored, "owner")).code, AnswerCode::kStored);
    const std::string freed = MakeKey(on_, SampleState::kReleased);
    EXPECT_EQ(on_.Resolve(ResolveOf(freed)).code, AnswerCode::kResolved);
    EXPECT_EQ(on_.Remove(RemoveOf(freed)).code, AnswerCode::kRemoved);
  }
}

TEST_F(RedisStoreTest, UsesThePrefixOfItsOptions) {
  const std::string id = FreshId();
  EXPECT_EQ(RedisHarness::LockKey(id), "idem:lock:{" + id + "}");
  on_.Begin(BeginOf(id, "a"));
  EXPECT_EQ(on_.Raw({"EXISTS", "idem:lock:{" + id + "}"}).integer, 1);
}

TEST_F(RedisStoreTest, TellsTheEndOfEveryBatch) {
  const int before = on_.sink().batches();
  on_.Inspect(InspectOf(FreshId()));
  EXPECT_GT(on_.sink().batches(), before);
}

TEST_F(RedisStoreTest, CloseFailsWhatIsUnderWay) {
  on_.store().Inspect(4711, InspectOf(FreshId()));
  on_.store().Close();
  ASSERT_TRUE(on_.sink().Has(4711));
  EXPECT_EQ(on_.sink().Take(4711).status.code(), StatusCode::kClosed);
}

}  // namespace
}  // namespace onceonly::store
