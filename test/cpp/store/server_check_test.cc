// What a store learns of its server when it connects, and which server it will not use.
#include "store/server_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "resp/reply_reader.h"
#include "store/key_state.h"
#include "store/redis_harness.h"
#include "store/scripts.h"

namespace onceonly::store {
namespace {

using core::AnswerCode;

class ServerCheckTest : public testing::Test {
 protected:
  RawReply RunCheck() {
    return on_.Raw(
        {"EVAL", std::string(PrepareScript("check-2").text), "1", "idem:result:{check}"});
  }
  void Forbid(const std::string& command) {
    EXPECT_EQ(on_.Raw({"ACL", "SETUSER", "default", "-" + command}).text, "OK");
  }

  redis::RealRedis server_;
  RedisHarness on_{server_};
};

TEST_F(ServerCheckTest, ReadsVersionAndPolicy) {
  ASSERT_EQ(on_.Inspect(InspectOf(FreshId())).code, AnswerCode::kAbsent);
  const ServerFacts& server = on_.redis_store().server();
  EXPECT_EQ(server.eviction_policy, "noeviction");
  const std::string info = on_.Raw({"INFO", "server"}).text;
  EXPECT_FALSE(server.version.empty());
  EXPECT_NE(info.find("redis_version:" + server.version + "\r\n"), std::string::npos);
  EXPECT_EQ(server.refused_commands, "");
}

TEST_F(ServerCheckTest, LeavesNothingBehind) {
  EXPECT_EQ(RunCheck().text, "");
  EXPECT_EQ(on_.Raw({"DBSIZE"}).integer, 0);
}

TEST_F(ServerCheckTest, FindsNoFaultWithAServerThatRefusesWrites) {
  on_.Raw({"CONFIG", "SET", "maxmemory", "1"});
  EXPECT_EQ(RunCheck().text, "");
  on_.Raw({"CONFIG", "SET", "maxmemory", "0"});
  on_.Raw({"REPLICAOF", "127.0.0.1", "1"});
  EXPECT_EQ(RunCheck().text, "");
}

TEST_F(ServerCheckTest, NamesTheCommandsThatTheUserMayNotCall) {
  Forbid("getex");
  Forbid("del");
  EXPECT_EQ(RunCheck().text, "GETEX DEL");
  const core::Answer begin = on_.Begin(BeginOf(FreshId(), "a"));
  EXPECT_EQ(begin.code, AnswerCode::kFailed);
  EXPECT_EQ(begin.status.code(), StatusCode::kNoPermission);
  EXPECT_EQ(on_.redis_store().server().refused_commands, "GETEX DEL");
  EXPECT_EQ(on_.redis_store().client().state(), redis::ClientState::kDown);
  EXPECT_EQ(on_.Raw({"DBSIZE"}).integer, 0);
}

TEST_F(ServerCheckTest, DoesWithoutInfoAndLoading) {
  Forbid("info");
  Forbid("script|load");
  EXPECT_EQ(on_.Begin(BeginOf(FreshId(), "a")).code, AnswerCode::kOwn);
  EXPECT_EQ(on_.redis_store().server().version, "");
}

TEST_F(ServerCheckTest, RefusesAServerOnWhichItMayNotRunScripts) {
  Forbid("evalsha");
  EXPECT_EQ(on_.Begin(BeginOf(FreshId(), "a")).status.code(), StatusCode::kNoPermission);
  EXPECT_EQ(on_.redis_store().server().refused_commands, "EVALSHA");
}

TEST_F(ServerCheckTest, LetsAnOwnerWaitAndOthersNotWhileTheServerIsDown) {
  Forbid("get");
  ASSERT_EQ(on_.Begin(BeginOf(FreshId(), "a")).status.code(), StatusCode::kNoPermission);
  EXPECT_EQ(on_.Begin(BeginOf(FreshId(), "a")).status.code(), StatusCode::kBreakerOpen);
  EXPECT_EQ(on_.Inspect(InspectOf(FreshId())).status.code(), StatusCode::kBreakerOpen);
  core::RenewCall renew = RenewOf(FreshId(), "a");
  renew.timeout_ms = 50;
  EXPECT_EQ(on_.Renew(renew).status.code(), StatusCode::kNoPermission);
}

// Of a node of a cluster, which holds some slots.
class ServerCheckOnNodeTest : public testing::Test {
 protected:
  static Status Take(ServerCheck& check, const std::string& reply) {
    resp::ReplyReader reader;
    reader.Feed(reply);
    return check.OnReply(ServerCheck::kCheckIndex, *reader.Next().value());
  }

  redis::RealRedis server_{{"--cluster-enabled", "yes"}};
  RedisHarness on_{server_};
};

TEST_F(ServerCheckOnNodeTest, LooksAtAKeyOfTheSlotThatItIsTold) {
  ServerCheck check("idem", true);
  for (const redis::KeySlot slot : {redis::KeySlot{0}, redis::KeySlot{42}}) {
    const std::string key = check.CommandIn(slot).back();
    EXPECT_EQ(on_.Raw({"CLUSTER", "KEYSLOT", key}).integer, slot);
    EXPECT_EQ(check.slot(), slot);
  }
}

TEST_F(ServerCheckOnNodeTest, IsNoneWhereAnotherNodeHoldsTheSlot) {
  ServerCheck unknown("idem", true);
  EXPECT_TRUE(Take(unknown, "-MOVED 42 10.0.0.1:1\r\n").ok());
  EXPECT_TRUE(unknown.is_elsewhere());
  EXPECT_TRUE(Take(unknown, "$0\r\n\r\n").ok());
  EXPECT_FALSE(unknown.is_elsewhere());
  ServerCheck known("idem", true);
  known.CommandIn(42);
  EXPECT_EQ(Take(known, "-MOVED 42 10.0.0.1:1\r\n").code(), StatusCode::kSlotMoving);
  EXPECT_EQ(Take(known, "-ASK 42 10.0.0.1:1\r\n").code(), StatusCode::kSlotMoving);
  EXPECT_EQ(Take(known, "-CLUSTERDOWN Hash slot not served\r\n").code(), StatusCode::kClusterDown);
  EXPECT_EQ(Take(known, "-NOPERM no\r\n").code(), StatusCode::kNoPermission);
  EXPECT_TRUE(Take(known, "$0\r\n\r\n").ok());
}

}  // namespace
}  // namespace onceonly::store
