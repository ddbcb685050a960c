// What only the Redis store promises: its records, its scripts, and its own server's ways to fail.
#include "store/redis_store.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/record.h"
#include "store/key_state.h"
#include "store/redis_harness.h"
#include "store/scripts.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::ReleaseReason;

class RedisStoreTest : public testing::Test {
 protected:
  int64_t Pttl(const std::string& key) { return on_.Raw({"PTTL", key}).integer; }
  std::string Get(const std::string& key) { return on_.Raw({"GET", key}).text; }

  core::Record RecordOf(const std::string& id) {
    text_ = Get(RedisHarness::KeyOf(id));
    const auto record = core::ParseRecord(text_);
    EXPECT_TRUE(record.ok()) << text_;
    EXPECT_EQ(core::FormatRecord(record.value()), text_);
    return record.value();
  }
  // Puts a claim there as the attempt of another process would have left it, `age_ms` ago. Gives
  // its id.
  std::string Put(core::Record claim, int64_t age_ms = 0) {
    const std::string id = FreshId();
    claim.token = "t";
    claim.fingerprint = "print-option";
    claim.attempt = 1;
    claim.px_ms = 3'600'000;
    on_.Raw({"SET", RedisHarness::KeyOf(id), core::FormatRecord(claim), "PX",
             std::to_string(claim.px_ms - age_ms)});
    return id;
  }
  int64_t ServerNowMs() { return std::stoll(on_.Raw({"TIME"}).text) * 1000; }
  // How often the server was asked for each command since it began to count.
  int Calls(const std::string& command) {
    const std::string stats = on_.Raw({"INFO", "commandstats"}).text;
    const std::string head = "cmdstat_" + command + ":calls=";
    const size_t at = stats.find(head);
    return at == std::string::npos ? 0 : std::stoi(stats.substr(at + head.size()));
  }
  void CountAnew() { on_.Raw({"CONFIG", "RESETSTAT"}); }

  redis::RealRedis server_{{"--enable-debug-command", "yes"}};
  RedisHarness on_{server_};

 private:
  std::string text_;  // of the record that was asked for last
};

TEST_F(RedisStoreTest, KeepsTheClaimUnderTheNameOfTheResult) {
  const std::string id = FreshId();
  const Answer own = on_.Begin(BeginOf(id, "token"));
  EXPECT_EQ(own.record, Get("idem:result:{" + id + "}"));
  const core::Record claim = RecordOf(id);
  EXPECT_EQ(claim.state, core::RecordState::kRunning);
  EXPECT_EQ(claim.token, "token");
  EXPECT_EQ(claim.fingerprint, "print-option");
  EXPECT_EQ(claim.fence, own.fence);
  EXPECT_EQ(claim.lease_ms, 60'000);
  EXPECT_EQ(claim.label, "POST:/pay");
  on_.Renew(RenewOf(id, "token"));
  EXPECT_EQ(RecordOf(id).rev, 1);
  on_.Complete(CompleteOf(id, "token"));
  EXPECT_EQ(RecordOf(id).state, core::RecordState::kDone);
  EXPECT_EQ(RecordOf(id).payload, "payload of token");
  EXPECT_EQ(on_.Raw({"DBSIZE"}).integer, 1);
}

TEST_F(RedisStoreTest, SendsNoScriptForAFreshKeyAndForAReplay) {
  on_.Inspect(InspectOf(FreshId()));
  CountAnew();
  const std::string id = FreshId();
  const Answer own = on_.Begin(BeginOf(id, "owner"));
  EXPECT_EQ(Calls("set"), 1);
  EXPECT_EQ(Calls("time"), 1);
  EXPECT_EQ(Calls("evalsha"), 0);
  core::CompleteCall complete = CompleteOf(id, "owner");
  complete.record = Kept(own.record);
  EXPECT_EQ(on_.Complete(complete).code, AnswerCode::kStored);
  // None where SET knows IFEQ.
  EXPECT_LE(Calls("evalsha"), 1);
  EXPECT_EQ(Calls("publish"), 0);
  EXPECT_EQ(on_.Begin(BeginOf(id, "other")).code, AnswerCode::kDone);
  EXPECT_LE(Calls("evalsha"), 1);
}

TEST_F(RedisStoreTest, AsksForOneTimeBehindAllClaimsOfAWrite) {
  on_.Inspect(InspectOf(FreshId()));
  CountAnew();
  for (core::CallId call = 1; call <= 5; ++call) {
    on_.store().Begin(1000 + call, BeginOf(FreshId(), "owner"));
  }
  on_.RunUntil([&] { return on_.sink().Has(1005); });
  for (core::CallId call = 1; call <= 5; ++call) {
    EXPECT_EQ(on_.sink().Take(1000 + call).code, AnswerCode::kOwn);
  }
  EXPECT_EQ(Calls("set"), 5);
  EXPECT_EQ(Calls("time"), 1);
}

TEST_F(RedisStoreTest, KeepsTheClaimBeyondItsLeaseInEveryState) {
  for (const auto state : {SampleState::kRunning, SampleState::kSilent, SampleState::kReleased,
                           SampleState::kFreed, SampleState::kRemoved}) {
    const std::string id = MakeKey(on_, state);
    EXPECT_GT(Pttl(RedisHarness::KeyOf(id)), 500'000) << state;
    EXPECT_LE(Pttl(RedisHarness::KeyOf(id)), 600'000) << state;
  }
  const std::string marked = MakeKey(on_, SampleState::kSilent);
  ASSERT_EQ(on_.Begin(BeginOf(marked, "other")).code, AnswerCode::kSilent);
  EXPECT_GT(Pttl(RedisHarness::KeyOf(marked)), 500'000);
}

TEST_F(RedisStoreTest, GivesTheResultItsOwnTtl) {
  const std::string id = MakeKey(on_, SampleState::kValue);
  EXPECT_GT(Pttl(RedisHarness::KeyOf(id)), 200'000);
  EXPECT_LE(Pttl(RedisHarness::KeyOf(id)), 300'000);
}

TEST_F(RedisStoreTest, RenewalMovesTheRetention) {
  const std::string id = MakeKey(on_, SampleState::kRunning);
  core::RenewCall renew = RenewOf(id, "owner");
  renew.keep_ms = 5'000'000;
  on_.Renew(renew);
  EXPECT_GT(Pttl(RedisHarness::KeyOf(id)), 4'000'000);
}

TEST_F(RedisStoreTest, KnowsEachScriptByTheServersOwnDigest) {
  for (const ScriptSource& source : ScriptSources()) {
    const RawReply loaded = on_.Raw({"SCRIPT", "LOAD", std::string(source.text)});
    EXPECT_EQ(loaded.text, PrepareScript(source.name).sha1) << source.name;
  }
}

TEST_F(RedisStoreTest, SendsNoScriptTextsOnceTheyAreLoaded) {
  MakeKey(on_, SampleState::kFreed);
  EXPECT_GT(Calls("evalsha"), 0);
  EXPECT_EQ(Calls("eval"), 0);
}

TEST_F(RedisStoreTest, SendsTheTextWhenTheServerHasForgottenTheScripts) {
  const std::string id = MakeKey(on_, SampleState::kRunning);
  const auto forget = [&] { on_.Raw({"SCRIPT", "FLUSH"}); };
  forget();
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kRenewed);
  forget();
  EXPECT_EQ(on_.Begin(BeginOf(id, "other")).code, AnswerCode::kRunning);
  forget();
  EXPECT_EQ(on_.Complete(CompleteOf(id, "owner")).code, AnswerCode::kStored);
  forget();
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kDone);
  forget();
  EXPECT_EQ(on_.Scan({"0", core::ScanCall::Of::kResults, "", 20'000}).code, AnswerCode::kScanned);
  EXPECT_EQ(on_.Remove(RemoveOf(id)).code, AnswerCode::kRemoved);
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

TEST_F(RedisStoreTest, ATakeoverThatArrivesAfterItsCallEndedTakesNothing) {
  const std::string id = MakeKey(on_, SampleState::kFreed);
  const std::string before = Get(RedisHarness::KeyOf(id));
  on_.Raw({"EVAL", std::string(PrepareScript("swap-2").text), "1", RedisHarness::KeyOf(id), before,
           "2|R|claim", "60000", std::to_string(ServerNowMs() - 1000)});
  EXPECT_EQ(Get(RedisHarness::KeyOf(id)), before);
}

TEST_F(RedisStoreTest, RaisesTheFenceThoughTheServersClockWentBack) {
  const int64_t future = int64_t{1} << 52;
  for (const auto state : {core::RecordState::kFreed, core::RecordState::kRemoved}) {
    core::Record claim;
    claim.state = state;
    claim.fence = future;
    EXPECT_EQ(on_.Begin(BeginOf(Put(claim), "a")).fence, future + 1);
  }
}

TEST_F(RedisStoreTest, TakesOverNoSoonerThanHalfALeaseAfterTheMark) {
  core::Record marked;
  marked.state = core::RecordState::kSuspected;
  marked.lease_ms = 600'000;
  const std::string recent = Put(marked, 1000);
  const Answer silent = on_.Begin(BeginOf(recent, "a"));
  EXPECT_EQ(silent.code, AnswerCode::kSilent);
  EXPECT_GT(silent.left_ms, 200'000);
  EXPECT_LE(silent.left_ms, 299'000);
  EXPECT_LE(on_.Inspect(InspectOf(recent)).left_ms, silent.left_ms);
  EXPECT_EQ(on_.Begin(BeginOf(Put(marked, 300'000), "a")).attempt, 2);
}

TEST_F(RedisStoreTest, TakesAClaimThatCameTooLateForNone) {
  core::Record claim;
  claim.lease_ms = 60'000;
  const auto made_ago = [&](int64_t ms, int64_t before_deadline_ms) {
    claim.not_after_ms = ServerNowMs() - ms + before_deadline_ms;
    return Put(claim, ms);
  };
  const std::string late = made_ago(1000, -2000);
  EXPECT_EQ(on_.Inspect(InspectOf(late)).code, AnswerCode::kAbsent);
  const Answer own = on_.Begin(BeginOf(late, "a"));
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 1);
  EXPECT_EQ(on_.Begin(BeginOf(made_ago(1000, 5000), "a")).code, AnswerCode::kRunning);
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
    const std::string id = MakeKey(on_, state);
    const core::CallId watch = on_.Watch(id);
    CountAnew();
    on_.Renew(RenewOf(id, "owner"));
    core::BeginCall begin = BeginOf(id, "other");
    begin.on_abandoned = core::OnAbandoned::kHold;
    on_.Begin(begin);
    on_.Inspect(InspectOf(id));
    EXPECT_EQ(Calls("publish"), 0);
    change(id);
    EXPECT_EQ(listener.NextMessage(), "idem:done:{" + id + "} 1");
    EXPECT_EQ(Calls("publish"), 1);
    on_.Unwatch(watch);
  }
}

TEST_F(RedisStoreTest, TellsNobodyOfAKeyThatNobodyWaitsFor) {
  CountAnew();
  MakeKey(on_, SampleState::kValue);
  MakeKey(on_, SampleState::kFreed);
  MakeKey(on_, SampleState::kRemoved);
  EXPECT_EQ(Calls("publish"), 0);
}

TEST_F(RedisStoreTest, AUserWithoutRightsToTheChannelLosesNothingElse) {
  for (const auto& rights : {std::vector<std::string>{"resetchannels"}, {"-publish"}}) {
    std::vector<std::string> command = {"ACL", "SETUSER", "default", "+@all", "allchannels"};
    command.insert(command.end(), rights.begin(), rights.end());
    ASSERT_EQ(on_.Raw(command).text, "OK");
    core::Record awaited;
    awaited.lease_ms = 60'000;
    awaited.is_awaited = true;
    const std::string stored = Put(awaited);
    EXPECT_EQ(on_.Complete(CompleteOf(stored, "t")).code, AnswerCode::kStored);
    awaited.lease_ms = 1;
    const std::string freed = Put(awaited, 10);
    EXPECT_EQ(on_.Resolve(ResolveOf(freed)).code, AnswerCode::kResolved);
    EXPECT_EQ(on_.Remove(RemoveOf(freed)).code, AnswerCode::kRemoved);
  }
}

// Else two lookers could disagree on whether a claim came too late, and both run. PTTL would do on
// Redis 7.0, not on 7.2.
TEST_F(RedisStoreTest, SeesWhenAClaimWasWrittenThoughTheServerStoodStill) {
  core::Record claim;
  claim.lease_ms = 60'000;
  const std::string key = RedisHarness::KeyOf(Put(claim));
  const std::string program =
      "local from = redis.call('TIME')\n"
      "local function passed(t) return (t[1] - from[1]) * 1000000 + t[2] - from[2] end\n"
      "repeat until passed(redis.call('TIME')) > 20000\n"
      "local seen = (function()\n" +
      std::string(PrepareScript("look-2").text) +
      "\nend)()\n"
      "return string.format('%.0f', seen[1] + seen[2])";
  const RawReply expires = on_.Raw({"PEXPIRETIME", key});
  EXPECT_EQ(on_.Raw({"EVAL", program, "1", key}).text, std::to_string(expires.integer));
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
