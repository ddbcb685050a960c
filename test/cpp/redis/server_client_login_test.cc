// A client that is told another password while it is connected, and one that leaves its server.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "redis/client_fixture.h"

namespace onceonly::redis {
namespace {

// Makes streams that tell new passwords when a test says so.
class TellingConnector final : public net::Connector {
 public:
  TellingConnector(net::EventLoop* loop, net::TransportListener** listener)
      : direct_(loop), listener_(listener) {}
  std::unique_ptr<net::Transport> TransportTo(const net::Endpoint& endpoint) override {
    return std::make_unique<Telling>(direct_.TransportTo(endpoint), listener_);
  }

 private:
  class Telling final : public net::Transport {
   public:
    Telling(std::unique_ptr<net::Transport> stream, net::TransportListener** listener)
        : stream_(std::move(stream)), listener_(listener) {}
    void Connect(net::TransportListener* listener) override {
      *listener_ = listener;
      stream_->Connect(listener);
    }
    void Write(std::string_view bytes) override { stream_->Write(bytes); }
    size_t unsent_bytes() const noexcept override { return stream_->unsent_bytes(); }
    void SetRef(bool ref) noexcept override { stream_->SetRef(ref); }

   private:
    const std::unique_ptr<net::Transport> stream_;
    net::TransportListener** const listener_;
  };

  net::UvConnector direct_;
  net::TransportListener** const listener_;
};

class ClientLoginTest : public FakeServerFixture {
 protected:
  // Connects with the password "old". The server takes it, and each other one unless it is "bad".
  void Connect(const std::string& username = "") {
    server_.on_handshake = [this](FakeServer::Peer&, const Command& command) -> std::string {
      if (command.front() == "AUTH") heard_.push_back(command);
      if (command.front() == "TIME") return "*2\r\n$10\r\n1700000000\r\n$6\r\n500000\r\n";
      return command.back() == "bad" ? "-WRONGPASS no\r\n" : "+OK\r\n";
    };
    server_.on_command = [this](FakeServer::Peer&, const Command& command) {
      heard_.push_back(command);
      return "+" + command.back() + "\r\n";
    };
    ClientOptions options = Options();
    options.connection.login = {username, "old", 0};
    client_.emplace(loop(), std::move(options),
                    std::make_unique<TellingConnector>(loop(), &listener_), &recorder_);
    RunUntilEnded(Send({"ECHO", "first"}));
    heard_.clear();
  }
  void TellPassword(const std::string& password) { listener_->OnPassword(password); }

  net::TransportListener* listener_ = nullptr;
  std::vector<Command> heard_;
};

TEST_F(ClientLoginTest, LogsInAnewOnTheOpenConnectionInTheOrderOfItsRequests) {
  Connect();
  Send({"ECHO", "1"});
  TellPassword("new");
  const Outcome& last = Send({"ECHO", "2"});
  RunUntilEnded(last);
  EXPECT_EQ(heard_, (std::vector<Command>{{"ECHO", "1"}, {"AUTH", "new"}, {"ECHO", "2"}}));
  EXPECT_EQ(last.reply, "+2");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(ClientLoginTest, NamesItsUser) {
  Connect("app");
  TellPassword("new");
  RunUntil([&] { return !heard_.empty(); });
  EXPECT_EQ(heard_.front(), (Command{"AUTH", "app", "new"}));
}

TEST_F(ClientLoginTest, LogsInThoughItsQueueIsFull) {
  Connect();
  for (int i = 0; i < 10'000; ++i) Send({"ECHO", "1"});
  const Outcome& refused = Send({"ECHO", "2"});
  EXPECT_EQ(refused.failure.code(), StatusCode::kQueueFull);
  TellPassword("new");
  RunUntil([&] { return heard_.size() == 10'001; });
  EXPECT_EQ(heard_.back(), (Command{"AUTH", "new"}));
}

TEST_F(ClientLoginTest, LeavesAServerThatRefusesTheNewPassword) {
  Connect();
  TellPassword("bad");
  const Outcome& behind = Send({"ECHO", "behind"});
  RunUntil([&] { return client_->state() == ClientState::kIdle; });
  EXPECT_EQ(behind.reply, "+behind");
  EXPECT_EQ(client_->last_error().code(), StatusCode::kAuthFailed);
}

TEST_F(ClientLoginTest, IsLeftWhenWhatTheServerSentWasRead) {
  Connect();
  Send({"ECHO", "1"}, 5000, [this](const std::string&) {
    client_->Leave(StatusCode::kNoReplicas);
    return ReplyVerdict::kDone;
  });
  const Outcome& behind = Send({"ECHO", "2"});
  RunUntil([&] { return client_->state() == ClientState::kIdle; });
  EXPECT_EQ(behind.reply, "+2");
  EXPECT_EQ(client_->last_error().code(), StatusCode::kNoReplicas);
  const Outcome& waiting = Send({"ECHO", "3"});
  RunUntilEnded(waiting);
  EXPECT_EQ(waiting.reply, "+3");
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(ClientLoginTest, LosesWhatWasNotAnsweredWhenItLeaves) {
  Connect();
  server_.on_command = [](FakeServer::Peer&, const Command& command) {
    return command.back() == "1" ? "+1\r\n" : "";
  };
  Send({"ECHO", "1"}, 5000, [this](const std::string&) {
    client_->Leave(StatusCode::kNoReplicas);
    return ReplyVerdict::kDone;
  });
  const Outcome& unanswered = Send({"ECHO", "2"});
  RunUntilEnded(unanswered);
  EXPECT_EQ(unanswered.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(client_->state(), ClientState::kDown);
}

TEST_F(ClientLoginTest, MayBeClosedFromInsideAReplyThatLeaves) {
  Connect();
  const Outcome& only = Send({"ECHO", "1"}, 5000, [this](const std::string&) {
    client_->Leave(StatusCode::kNoReplicas);
    client_->Close();
    return ReplyVerdict::kDone;
  });
  RunUntilEnded(only);
  EXPECT_EQ(client_->state(), ClientState::kClosed);
  RunToEnd();
}

}  // namespace
}  // namespace onceonly::redis
