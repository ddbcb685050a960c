// The subscriber against a real server.
#include <gtest/gtest.h>

#include "redis/client_fixture.h"
#include "redis/real_redis.h"
#include "redis/subscriber_fixture.h"

namespace onceonly::redis {
namespace {

class SubscriberRealRedisTest : public SubscriberFixture {
 protected:
  // The reply of one command over a client of its own.
  std::string Run(Command command) {
    ServerClient client(loop(), {server_.UnixAddress().endpoint, {}},
                        std::make_unique<net::UvConnector>(loop()), &recorder_);
    const Outcome& outcome = recorder_.Send(client, std::move(command));
    RunUntil([&] { return outcome.ended; });
    return outcome.reply;
  }

  RealRedis server_;
  Recorder recorder_;
};

TEST_F(SubscriberRealRedisTest, TellsWhatIsPublished) {
  Open(server_.TcpAddress());
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  EXPECT_EQ(Run({"PUBLISH", "a", "1"}), ":1");
  EXPECT_EQ(Run({"PUBLISH", "b", "1"}), ":0");
  RunUntilTold("a");
  EXPECT_EQ(CountOf("b"), 0);
  EXPECT_NE(Run({"CLIENT", "LIST"}).find(" name=onceonly-sub "), std::string::npos);
}

TEST_F(SubscriberRealRedisTest, StopsListeningToADroppedChannel) {
  Open(server_.UnixAddress());
  subscriber_->Subscribe("a");
  subscriber_->Subscribe("b");
  RunUntilTold("+b");
  subscriber_->Unsubscribe("a");
  RunUntil([&] { return Run({"PUBLISH", "a", "1"}) == ":0"; });
  EXPECT_EQ(Run({"PUBLISH", "b", "1"}), ":1");
}

TEST_F(SubscriberRealRedisTest, ComesBackEveryTimeItsConnectionIsKilled) {
  Open(server_.TcpAddress());
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  for (int killed = 1; killed <= 5; ++killed) {
    EXPECT_EQ(Run({"CLIENT", "KILL", "TYPE", "pubsub"}), ":1");
    RunUntilTold("+a", killed + 1);
  }
  EXPECT_EQ(Run({"PUBLISH", "a", "1"}), ":1");
  RunUntilTold("a");
}

TEST_F(SubscriberRealRedisTest, NoticesAFrozenServer) {
  SubscriberOptions options;
  options.endpoint = server_.TcpAddress().endpoint;
  options.connection.command_timeout_ms = 50;
  options.ping_after_ms = 20;
  Open(options);
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  server_.Freeze();
  RunUntil([&] { return !subscriber_->is_connected(); });
  server_.Thaw();
  RunUntilTold("+a", 2);
}

TEST_F(SubscriberRealRedisTest, RemembersThatItMayNotListen) {
  Run({"ACL", "SETUSER", "app", "on", ">pw", "~*", "+@all", "resetchannels"});
  Address address = server_.TcpAddress();
  address.login.username = "app";
  address.login.password = "pw";
  Open(address);
  subscriber_->Subscribe("a");
  RunUntil([&] { return !subscriber_->last_error().ok(); });
  EXPECT_EQ(subscriber_->last_error().code(), StatusCode::kNoPermission);
  subscriber_->Subscribe("b");
  RunToEnd();
  EXPECT_FALSE(subscriber_->is_connected());
  EXPECT_TRUE(told().empty());
  EXPECT_EQ(Run({"CLIENT", "LIST"}).find(" name=onceonly-sub "), std::string::npos);
}

TEST_F(SubscriberRealRedisTest, LogsIn) {
  Run({"CONFIG", "SET", "requirepass", "secret"});
  Address address = server_.UnixAddress();
  address.login.password = "secret";
  Open(address);
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  EXPECT_TRUE(subscriber_->is_connected());
}

TEST_F(SubscriberRealRedisTest, FindsAServerThatStartsLater) {
  const Address address = server_.TcpAddress();
  server_.Kill();
  Open(address);
  subscriber_->Subscribe("a");
  RunUntil([&] { return !subscriber_->last_error().ok(); });
  server_.Start();
  RunUntilTold("+a");
}

}  // namespace
}  // namespace onceonly::redis
