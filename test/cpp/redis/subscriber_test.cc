// The subscriber against a scripted server.
#include <gtest/gtest.h>

#include "redis/fake_server.h"
#include "redis/subscriber_fixture.h"

namespace onceonly::redis {
namespace {

std::string Push(const std::string& kind, const std::string& channel) {
  return "*3\r\n$" + std::to_string(kind.size()) + "\r\n" + kind + "\r\n$" +
         std::to_string(channel.size()) + "\r\n" + channel + "\r\n:1\r\n";
}

std::string Pong() { return "*2\r\n$4\r\npong\r\n$0\r\n\r\n"; }

std::string Obey(FakeServer::Peer&, const Command& command) {
  if (command[0] == "PING") return Pong();
  return Push(command[0] == "SUBSCRIBE" ? "subscribe" : "unsubscribe", command[1]);
}

class SubscriberTest : public SubscriberFixture {
 protected:
  SubscriberTest() : server_(loop()) { server_.on_command = Obey; }

  SubscriberOptions Options() {
    SubscriberOptions options;
    options.endpoint = server_.endpoint();
    return options;
  }
  size_t CountCommands(const Command& wanted) const {
    size_t count = 0;
    for (const auto& read : server_.reads()) count += std::count(read.begin(), read.end(), wanted);
    return count;
  }

  FakeServer server_;
};

TEST_F(SubscriberTest, DoesNotConnectForNothing) {
  Open(Options());
  RunToEnd();
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(SubscriberTest, AsksForAllChannelsOfOneTurnInOneWrite) {
  Open(Options());
  for (int i = 0; i < 100; ++i) subscriber_->Subscribe("c" + std::to_string(i));
  RunUntilTold("+c99");
  EXPECT_EQ(server_.connections(), 1);
  ASSERT_EQ(server_.reads().size(), 1u);
  EXPECT_EQ(server_.reads()[0].size(), 100u);
}

TEST_F(SubscriberTest, CountsWhoWantsAChannel) {
  Open(Options());
  EXPECT_FALSE(subscriber_->Subscribe("a"));
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  EXPECT_TRUE(subscriber_->Subscribe("a"));
  subscriber_->Unsubscribe("a");
  subscriber_->Unsubscribe("a");
  subscriber_->Subscribe("b");
  RunUntilTold("+b");
  EXPECT_EQ(CountCommands({"SUBSCRIBE", "a"}), 1u);
  EXPECT_EQ(CountCommands({"UNSUBSCRIBE", "a"}), 0u);
  subscriber_->Unsubscribe("a");
  RunUntil([&] { return CountCommands({"UNSUBSCRIBE", "a"}) == 1; });
}

TEST_F(SubscriberTest, SaysNothingOfAChannelThatIsDroppedInTheSameTurn) {
  Open(Options());
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  subscriber_->Subscribe("b");
  subscriber_->Unsubscribe("b");
  subscriber_->Subscribe("c");
  RunUntilTold("+c");
  EXPECT_EQ(CountCommands({"SUBSCRIBE", "b"}), 0u);
}

TEST_F(SubscriberTest, WaitsForTheAnswerToTheLaterOfTwoSubscriptions) {
  std::vector<std::string> held;
  server_.on_command = [&](FakeServer::Peer& peer, const Command& command) {
    held.push_back(Obey(peer, command));
    return "";
  };
  Open(Options());
  subscriber_->Subscribe("a");
  RunUntil([&] { return held.size() == 1; });
  subscriber_->Unsubscribe("a");
  RunUntil([&] { return held.size() == 2; });
  subscriber_->Subscribe("a");
  RunUntil([&] { return held.size() == 3; });
  server_.peer().Write(held[0] + held[1] + Push("message", "x"));
  RunUntilTold("x");
  EXPECT_EQ(CountOf("+a"), 0);
  server_.peer().Write(held[2]);
  RunUntilTold("+a");
}

TEST_F(SubscriberTest, TellsMessagesThatComeBeforeAnAnswer) {
  server_.on_command = [](FakeServer::Peer& peer, const Command& command) {
    return Push("message", "z") + Obey(peer, command) + Push("message", command[1]);
  };
  Open(Options());
  subscriber_->Subscribe("a");
  RunUntilTold("a");
  EXPECT_EQ(told(), (std::vector<std::string>{"z", "+a", "a"}));
  EXPECT_EQ(heard_, 1);
}

TEST_F(SubscriberTest, SubscribesAnewAfterALostConnection) {
  Open(Options());
  subscriber_->Subscribe("a");
  subscriber_->Subscribe("b");
  RunUntilTold("+b");
  server_.peer().Reset();
  RunUntilTold("+a", 2);
  RunUntilTold("+b", 2);
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(SubscriberTest, LeavesAServerAloneThatRefuses) {
  server_.on_command = [](FakeServer::Peer&, const Command&) { return "-NOPERM no\r\n"; };
  SubscriberOptions options = Options();
  options.refused_ms = 100;
  Open(options);
  subscriber_->Subscribe("a");
  RunUntil([&] { return !subscriber_->last_error().ok(); });
  EXPECT_EQ(subscriber_->last_error().code(), StatusCode::kNoPermission);
  const int64_t refused_at = SystemClock().NowMs();
  subscriber_->Subscribe("b");
  server_.on_command = Obey;
  RunUntilTold("+b");
  EXPECT_GE(SystemClock().NowMs() - refused_at, 95);
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(SubscriberTest, TakesAServerForDeadThatAnswersNoPing) {
  server_.on_command = [&](FakeServer::Peer& peer, const Command& command) {
    return command[0] == "PING" && server_.connections() == 1 ? "" : Obey(peer, command);
  };
  SubscriberOptions options = Options();
  options.ping_after_ms = 20;
  options.connection.command_timeout_ms = 50;
  Open(options);
  subscriber_->Subscribe("a");
  RunUntilTold("+a", 2);
  EXPECT_EQ(server_.connections(), 2);
  RunUntil([&] { return CountCommands({"PING"}) >= 3; });
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(SubscriberTest, ClosesAWhileAfterTheLastChannel) {
  SubscriberOptions options = Options();
  options.linger_ms = 50;
  Open(options);
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  subscriber_->Unsubscribe("a");
  subscriber_->Subscribe("b");
  RunUntilTold("+b");
  EXPECT_EQ(server_.connections(), 1);
  subscriber_->Unsubscribe("b");
  RunUntil([&] { return !subscriber_->is_connected(); });
  subscriber_->Subscribe("c");
  RunUntilTold("+c");
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(SubscriberTest, GivesAnAttemptUpThatNobodyWaitsFor) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return ""; };
  Open(Options());
  subscriber_->Subscribe("a");
  RunUntil([&] { return server_.connections() == 1; });
  const int64_t began = SystemClock().NowMs();
  subscriber_->Unsubscribe("a");
  RunToEnd();
  EXPECT_LT(SystemClock().NowMs() - began, 1000);
}

TEST_F(SubscriberTest, DoesNotKeepTheLoopAlive) {
  Open(Options());
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  RunToEnd();
  server_.peer().Close();
  RunToEnd();
  EXPECT_FALSE(subscriber_->is_connected());
}

TEST_F(SubscriberTest, BreaksWithAServerThatSaysWhatNobodyAsked) {
  Open(Options());
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  server_.peer().Write(Push("subscribe", "b"));
  RunUntilTold("+a", 2);
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(SubscriberTest, MayBeClosedByWhatItTells) {
  Open(Options());
  on_heard_ = [&] { subscriber_->Close(); };
  subscriber_->Subscribe("a");
  RunUntilTold("+a");
  subscriber_->Subscribe("b");
  RunToEnd();
  EXPECT_EQ(told(), (std::vector<std::string>{"+a"}));
}

}  // namespace
}  // namespace onceonly::redis
