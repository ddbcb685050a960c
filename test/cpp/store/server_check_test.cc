// What a store learns of its server when it connects, and which server it will not use.
#include "store/server_check.h"

#include <gtest/gtest.h>

#include <string>

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

}  // namespace
}  // namespace onceonly::store
