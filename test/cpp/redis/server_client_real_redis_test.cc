// The client against a real server.
#include <gtest/gtest.h>

#include "base/clock.h"
#include "redis/client_fixture.h"
#include "redis/real_redis.h"
#include "resp/server_error.h"

namespace onceonly::redis {
namespace {

using ClientRealRedisTest = ClientFixture;

TEST_F(ClientRealRedisTest, TalksOverAUnixSocket) {
  RealRedis server;
  Open(server.UnixAddress());
  const Outcome& ping = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(ping.reply, "+PONG");
  EXPECT_EQ(client_->state(), ClientState::kReady);
}

TEST_F(ClientRealRedisTest, KeepsTheOrderOfAPipeline) {
  RealRedis server;
  Open(server.TcpAddress());
  std::vector<const Outcome*> outcomes;
  for (int i = 0; i < 1000; ++i) outcomes.push_back(&Send({"ECHO", std::to_string(i)}));
  RunToEnd();
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(outcomes[i]->reply, "$" + std::to_string(i));
    EXPECT_EQ(outcomes[i]->order, i + 1);
  }
}

TEST_F(ClientRealRedisTest, ReachesAServerByItsName) {
  RealRedis server;
  Address address = server.TcpAddress();
  address.endpoint.host = "localhost";
  Open(address);
  const Outcome& ping = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(ping.reply, "+PONG");
}

TEST_F(ClientRealRedisTest, CarriesLargeValuesBothWays) {
  RealRedis server;
  Open(server.UnixAddress());
  const std::string value(size_t{5} << 20, 'v');
  Send({"SET", "big", value});
  const Outcome& get = Send({"GET", "big"});
  RunToEnd();
  EXPECT_TRUE(get.reply == "$" + value);
}

TEST_F(ClientRealRedisTest, LearnsTheServersTime) {
  RealRedis server;
  Open(server.UnixAddress());
  const Outcome& time = Send({"TIME"});
  RunToEnd();
  const int64_t server_s = std::stoll(time.reply.substr(2));
  const int64_t learned_ms = client_->ClockOf("any").ToServerMs(SystemClock().NowMs());
  EXPECT_GE(learned_ms / 1000, server_s - 1);
  EXPECT_LE(learned_ms / 1000, server_s + 60);
}

TEST_F(ClientRealRedisTest, SaysThatThePasswordIsWrong) {
  RealRedis server({"--requirepass", "secret"});
  Address address = server.UnixAddress();
  address.login.password = "wrong";
  Open(address);
  const Outcome& wrong = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(wrong.failure.code(), StatusCode::kAuthFailed);
  Open(server.UnixAddress());
  const Outcome& missing = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(missing.failure.code(), StatusCode::kAuthFailed);
}

TEST_F(ClientRealRedisTest, LogsInSelectsAndNamesItself) {
  RealRedis server({"--requirepass", "secret"});
  Address address = server.TcpAddress();
  address.login.username = "default";
  address.login.password = "secret";
  address.login.db = 3;
  Open(address);
  const Outcome& info = Send({"CLIENT", "INFO"});
  RunToEnd();
  EXPECT_NE(info.reply.find(" name=onceonly "), std::string::npos) << info.reply;
  EXPECT_NE(info.reply.find(" db=3 "), std::string::npos) << info.reply;
}

TEST_F(ClientRealRedisTest, RefusesADatabaseThatDoesNotExist) {
  RealRedis server;
  Address address = server.UnixAddress();
  address.login.db = 99;
  Open(address);
  const Outcome& ping = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(ping.failure.code(), StatusCode::kNoDatabase);
}

TEST_F(ClientRealRedisTest, RunsTheSetupOnEveryConnection) {
  RealRedis server;
  ClientOptions options = OptionsFor(server.UnixAddress());
  options.connection.setup = {{"SCRIPT", "LOAD", "return 1"}};
  Open(std::move(options));
  const Command evalsha = {"EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "0"};
  const Outcome& before = Send(evalsha);
  RunToEnd();
  EXPECT_EQ(before.reply, ":1");
  server.Kill();
  server.Start();
  RunUntil([&] { return client_->state() == ClientState::kIdle; });
  const Outcome& after = Send(evalsha);
  RunToEnd();
  EXPECT_EQ(after.reply, ":1");
}

TEST_F(ClientRealRedisTest, KnowsTheErrorsOfScripts) {
  RealRedis server;
  Open(server.UnixAddress());
  Send({"ACL", "SETUSER", "app", "on", ">pw", "~*", "+@all", "-set"});
  Send({"CONFIG", "SET", "maxmemory", "1"});
  const Outcome& full = Send({"EVAL", "return redis.call('SET', KEYS[1], 'x')", "1", "k"});
  RunToEnd();
  EXPECT_EQ(resp::ServerErrorCode(full.reply.substr(1)), StatusCode::kOutOfMemory) << full.reply;
  Address address = server.UnixAddress();
  address.login.username = "app";
  address.login.password = "pw";
  Open(address);
  const Outcome& denied = Send({"EVAL", "return redis.call('SET', KEYS[1], 'x')", "1", "k"});
  RunToEnd();
  EXPECT_EQ(resp::ServerErrorCode(denied.reply.substr(1)), StatusCode::kNoPermission)
      << denied.reply;
}

TEST_F(ClientRealRedisTest, WaitsForRoomOnAServerThatIsFull) {
  RealRedis server({"--maxclients", "1"});
  Open(server.TcpAddress());
  RunUntilEnded(Send({"PING"}));
  Recorder others;
  ServerClient second(loop(), OptionsFor(server.TcpAddress()),
                      std::make_unique<net::UvConnector>(loop()), &others);
  const Outcome& refused = others.Send(second, {"PING"}, 100);
  RunUntilEnded(refused);
  EXPECT_EQ(refused.failure.code(), StatusCode::kConnectFailed);
  const Outcome& waits = others.Send(second, {"PING"});
  client_.reset();
  RunUntilEnded(waits);
  EXPECT_EQ(waits.reply, "+PONG");
}

TEST_F(ClientRealRedisTest, SurvivesAFrozenServer) {
  RealRedis server;
  ClientOptions options = OptionsFor(server.TcpAddress());
  options.connection.command_timeout_ms = 100;
  options.connection.connect_timeout_ms = 100;
  Open(std::move(options));
  RunUntilEnded(Send({"PING"}));
  server.Freeze();
  const Outcome& lost = Send({"PING"}, 150);
  RunToEnd();
  EXPECT_EQ(lost.failure.code(), StatusCode::kOutcomeUnknown);
  const Outcome& waits = Send({"PING"}, 300);
  RunToEnd();
  EXPECT_EQ(waits.failure.code(), StatusCode::kConnectTimeout);
  server.Thaw();
  const Outcome& later = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(later.reply, "+PONG");
}

TEST_F(ClientRealRedisTest, ComesBackWhenTheServerDoes) {
  RealRedis server;
  Open(server.TcpAddress());
  RunUntilEnded(Send({"PING"}));
  server.Kill();
  const Outcome& down = Send({"PING"}, 100);
  RunToEnd();
  EXPECT_FALSE(down.failure.ok());
  const Outcome& refused = Send({"PING"}, 100);
  RunToEnd();
  EXPECT_EQ(refused.failure.code(), StatusCode::kConnectFailed);
  server.Start();
  const Outcome& back = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(back.reply, "+PONG");
}

}  // namespace
}  // namespace onceonly::redis
