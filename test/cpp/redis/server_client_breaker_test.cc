// What the client does once it knows that its server is down.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "redis/client_fixture.h"

namespace onceonly::redis {
namespace {

class ClientBreakerTest : public FakeServerFixture {
 protected:
  // Refuses the password until `is_right`, and opens the breaker by it.
  void BeRefused() {
    server_.on_handshake = [this](FakeServer::Peer&, const Command& command) -> std::string {
      if (command.front() != "AUTH") return "+OK\r\n";
      return is_right_ ? "+OK\r\n" : "-WRONGPASS no\r\n";
    };
    server_.on_command = Echo();
    ClientOptions options = Options();
    options.connection.login.password = "secret";
    Open(std::move(options));
    const Outcome& first = Send({"ECHO", "1"});
    RunUntilEnded(first);
    EXPECT_EQ(first.failure.code(), StatusCode::kAuthFailed);
    EXPECT_EQ(client_->state(), ClientState::kDown);
  }
  Outcome& SendFast(Command command) {
    auto outcome = std::make_unique<Outcome>();
    client_->Send(recorder_.Make(std::move(command), outcome.get()), 5000, WhenDown::kFails);
    outcomes_.push_back(std::move(outcome));
    return *outcomes_.back();
  }

  bool is_right_ = false;
  std::vector<std::unique_ptr<Outcome>> outcomes_;
};

TEST_F(ClientBreakerTest, FailsARequestThatDoesNotWaitFromInsideSend) {
  BeRefused();
  const Outcome& second = SendFast({"ECHO", "2"});
  EXPECT_TRUE(second.ended);
  EXPECT_EQ(second.failure.code(), StatusCode::kBreakerOpen);
  EXPECT_EQ(client_->last_error().code(), StatusCode::kAuthFailed);
}

TEST_F(ClientBreakerTest, FindsTheServerAgainThoughNothingWaits) {
  BeRefused();
  is_right_ = true;
  RunUntil([&] { return client_->state() == ClientState::kReady; });
  const Outcome& later = SendFast({"ECHO", "2"});
  RunUntilEnded(later);
  EXPECT_EQ(later.reply, "+2");
  EXPECT_TRUE(client_->last_error().ok());
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(ClientBreakerTest, IsBackBeforeAnotherOneWhenItIsHurried) {
  BeRefused();
  ClientOptions options = Options();
  options.connection.login.password = "secret";
  ServerClient other(loop(), std::move(options), std::make_unique<net::UvConnector>(loop()),
                     &recorder_);
  RunUntilEnded(recorder_.Send(other, {"ECHO", "1"}, 5000, nullptr));
  client_->Hurry();
  is_right_ = true;
  RunUntil([&] { return client_->state() == ClientState::kReady; });
  EXPECT_EQ(other.state(), ClientState::kDown);
}

TEST_F(ClientBreakerTest, IsNotHurriedOnceItIsClosed) {
  BeRefused();
  client_->Close();
  client_->Hurry();
  RunToEnd();
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(ClientBreakerTest, LetsARequestWaitThatMust) {
  BeRefused();
  const Outcome& waiting = Send({"ECHO", "2"}, 60'000);
  EXPECT_FALSE(waiting.ended);
  is_right_ = true;
  RunUntilEnded(waiting);
  EXPECT_EQ(waiting.reply, "+2");
}

TEST_F(ClientBreakerTest, DoesNotKeepTheLoopForItsProbes) {
  BeRefused();
  RunToEnd();
  EXPECT_EQ(client_->state(), ClientState::kDown);
}

TEST_F(ClientBreakerTest, CanBeClosedWhileItIsOpen) {
  BeRefused();
  client_->Close();
  EXPECT_EQ(client_->state(), ClientState::kClosed);
  RunToEnd();
}

TEST_F(ClientBreakerTest, OpensWhenNoHandshakeEndsForASecond) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return ""; };
  ClientOptions options = Options();
  options.connection.connect_timeout_ms = 300;
  Open(std::move(options));
  const Outcome& first = SendFast({"ECHO", "1"});
  RunUntil([&] { return client_->state() == ClientState::kDown; });
  EXPECT_FALSE(first.ended);
  EXPECT_EQ(SendFast({"ECHO", "2"}).failure.code(), StatusCode::kBreakerOpen);
  server_.on_handshake = nullptr;
  server_.on_command = Echo();
  RunUntilEnded(first);
  EXPECT_EQ(first.reply, "+1");
}

TEST_F(ClientBreakerTest, StaysClosedWhenAnIdleConnectionEnds) {
  server_.on_command = Echo();
  Open(Options());
  RunUntilEnded(Send({"PING"}));
  server_.peer().Close();
  RunUntil([&] { return client_->state() == ClientState::kIdle; });
  const Outcome& later = SendFast({"ECHO", "2"});
  RunUntilEnded(later);
  EXPECT_EQ(later.reply, "+2");
}

// An observer that finds fault with the setup.
class Fastidious final : public ClientObserver {
 public:
  void OnBatchEnd() noexcept override {}
  Status OnSetupReply(size_t index, const resp::Reply& reply) noexcept override {
    seen.push_back(std::to_string(index) + Describe(reply));
    return reply.text() == "bad" ? StatusCode::kNoPermission : StatusCode::kOk;
  }
  std::vector<std::string> seen;
};

TEST_F(ClientBreakerTest, AsksTheObserverWhatItThinksOfTheSetup) {
  Fastidious observer;
  server_.on_handshake = [](FakeServer::Peer&, const Command& command) -> std::string {
    return command.front() == "SCRIPT" ? "+" + command.back() + "\r\n" : "-NOPERM no\r\n";
  };
  ClientOptions options = Options();
  options.connection.setup = {{"SCRIPT", "good"}, {"SCRIPT", "bad"}, {"SCRIPT", "unread"}};
  ServerClient client(loop(), options, std::make_unique<net::UvConnector>(loop()), &observer);
  const Outcome& refused = recorder_.Send(client, {"PING"});
  RunUntilEnded(refused);
  EXPECT_EQ(refused.failure.code(), StatusCode::kNoPermission);
  EXPECT_EQ(observer.seen, (std::vector<std::string>{"0+good", "1+bad"}));
}

// A slot after the other leaves the node while it is asked about one.
class Bereft final : public ClientObserver {
 public:
  void OnBatchEnd() noexcept override {}
  Status OnSetupReply(size_t, const resp::Reply&) noexcept override {
    ++asked;
    return has_slots ? StatusCode::kOk : StatusCode::kSlotMoving;
  }
  bool has_slots = false;
  int asked = 0;
};

TEST_F(ClientBreakerTest, StaysClosedWhileANodeTellsThatItsSlotsHaveMoved) {
  Bereft observer;
  server_.on_command = Echo();
  ClientOptions options = Options();
  options.connection.setup = {{"SCRIPT", "in a slot"}};
  ServerClient client(loop(), options, std::make_unique<net::UvConnector>(loop()), &observer);
  const Outcome& waiting = recorder_.Send(client, {"ECHO", "1"});
  const SystemClock clock;
  const int64_t began_ms = clock.NowMs();
  RunUntil([&] { return clock.NowMs() - began_ms > 2 * Breaker::kPatienceMs; });
  EXPECT_GT(observer.asked, 2);
  EXPECT_NE(client.state(), ClientState::kDown);
  EXPECT_FALSE(waiting.ended);
  observer.has_slots = true;
  RunUntilEnded(waiting);
  EXPECT_EQ(waiting.reply, "+1");
}

}  // namespace
}  // namespace onceonly::redis
