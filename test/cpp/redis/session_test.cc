#include "redis/session.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/loop_fixture.h"
#include "net/uv_transport.h"
#include "redis/fake_server.h"
#include "resp/describe.h"

namespace onceonly::redis {
namespace {

// A stream of libuv, opened with a password that was asked for on the way.
class AskingTransport final : public net::Transport {
 public:
  AskingTransport(std::unique_ptr<net::Transport> stream, std::string password)
      : stream_(std::move(stream)), password_(std::move(password)) {}

  void Connect(net::TransportListener* listener) override { stream_->Connect(listener); }
  void Write(std::string_view bytes) override { stream_->Write(bytes); }
  size_t unsent_bytes() const noexcept override { return stream_->unsent_bytes(); }
  std::string_view password() const noexcept override { return password_; }
  void SetRef(bool ref) noexcept override { stream_->SetRef(ref); }

 private:
  const std::unique_ptr<net::Transport> stream_;
  const std::string password_;
};

class SessionTest : public net::LoopTest, private SessionListener, private ReplyListener {
 protected:
  SessionTest() : server_(loop()) {
    server_.on_command = [](FakeServer::Peer&, const Command& command) {
      return "+" + command.back() + "\r\n";
    };
  }
  ~SessionTest() override { session_.reset(); }

  Session& Open(const std::string& asked_password = "") {
    SessionListener* const listener = this;
    ReplyListener* const replies = this;
    if (!session_) session_.emplace(&clock_, &options_, &server_clock_, listener, replies);
    session_->Open(std::make_unique<AskingTransport>(connector_.TransportTo(server_.endpoint()),
                                                     asked_password));
    return *session_;
  }
  void RunUntilTold(const std::string& what) {
    RunUntil([&] { return !told_.empty() && told_.back() == what; });
  }

  SystemClock clock_;
  ServerClock server_clock_{&clock_};
  ConnectionOptions options_;
  FakeServer server_;
  net::UvConnector connector_{loop()};
  std::optional<Session> session_;
  std::vector<std::string> told_;
  bool closes_when_told_ = false;
  Status setup_outcome_;

 private:
  void Tell(const std::string& what) {
    told_.push_back(what);
    if (closes_when_told_) session_->Close();
  }
  void OnReady() noexcept override { Tell("ready"); }
  void OnBroken(Status why) noexcept override {
    told_.push_back("broken " + std::string(StatusName(why.code())));
    session_->Close();
  }
  void OnReadBegin(int64_t) noexcept override { told_.emplace_back("("); }
  void OnReadEnd() noexcept override { told_.emplace_back(")"); }
  Status OnSetupReply(size_t index, const resp::Reply& reply) noexcept override {
    told_.push_back("setup " + std::to_string(index) + Describe(reply));
    return setup_outcome_;
  }
  void OnReply(const resp::Reply& reply) noexcept override { Tell(Describe(reply)); }
};

TEST_F(SessionTest, TellsAllOfOneReadTogether) {
  options_.setup = {{"SCRIPT", "LOAD", "x"}};
  Session& session = Open();
  EXPECT_TRUE(session.is_open());
  RunUntilTold(")");
  EXPECT_EQ(told_, (std::vector<std::string>{"(", "setup 0+OK", "ready", ")"}));
  EXPECT_TRUE(session.is_ready());
  EXPECT_FALSE(session.has_answered());
  told_.clear();
  session.Write("*2\r\n$4\r\nECHO\r\n$1\r\n1\r\n*2\r\n$4\r\nECHO\r\n$1\r\n2\r\n");
  RunUntilTold(")");
  EXPECT_EQ(told_, (std::vector<std::string>{"(", "+1", "+2", ")"}));
  EXPECT_TRUE(session.has_answered());
}

TEST_F(SessionTest, LearnsTheServersClock) {
  Open();
  RunUntilTold(")");
  EXPECT_TRUE(server_clock_.is_known());
  EXPECT_EQ(server_clock_.ToServerMs(session_->last_byte_ms()), 1'700'000'000'500);
}

TEST_F(SessionTest, LogsInWithThePasswordThatWasAskedFor) {
  std::vector<Command> logins;
  server_.on_handshake = [&](FakeServer::Peer&, const Command& command) {
    if (command.front() == "AUTH") logins.push_back(command);
    return "+OK\r\n";
  };
  options_.login.password = "old";
  Open("new");
  RunUntilTold(")");
  EXPECT_EQ(logins, (std::vector<Command>{{"AUTH", "new"}}));
}

TEST_F(SessionTest, BreaksWhenItsSetupIsNotGoodEnough) {
  options_.setup = {{"SCRIPT", "LOAD", "x"}, {"SCRIPT", "LOAD", "y"}};
  setup_outcome_ = StatusCode::kNoPermission;
  Open();
  RunUntilTold(")");
  EXPECT_EQ(told_, (std::vector<std::string>{"(", "setup 0+OK", "broken NO_PERMISSION", ")"}));
}

TEST_F(SessionTest, KnowsWhatIsNoRedisFromABrokenOne) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return "HTTP/1.1 400\r\n"; };
  Open();
  RunUntilTold(")");
  EXPECT_EQ(told_, (std::vector<std::string>{"(", "broken NOT_REDIS", ")"}));
  server_.on_handshake = nullptr;
  Open();
  RunUntil([&] { return session_->is_ready(); });
  told_.clear();
  server_.peer().Write("HTTP/1.1 400\r\n");
  RunUntilTold(")");
  EXPECT_EQ(told_, (std::vector<std::string>{"(", "broken PROTOCOL_ERROR", ")"}));
}

TEST_F(SessionTest, TellsNothingMoreOnceItIsClosed) {
  Open();
  RunUntil([&] { return session_->is_ready(); });
  told_.clear();
  closes_when_told_ = true;
  session_->Write("*2\r\n$4\r\nECHO\r\n$1\r\n1\r\n*2\r\n$4\r\nECHO\r\n$1\r\n2\r\n");
  RunUntilTold(")");
  EXPECT_EQ(told_, (std::vector<std::string>{"(", "+1", ")"}));
  EXPECT_FALSE(session_->is_open());
}

TEST_F(SessionTest, ForgetsWhatOneStreamSaidBeforeTheNext) {
  Open();
  RunUntil([&] { return session_->is_ready(); });
  server_.peer().Write("$100\r\nhalf");
  RunUntilTold(")");
  server_.peer().Close();
  RunUntilTold("broken CONNECT_FAILED");
  Open();
  RunUntil([&] { return session_->is_ready(); });
  EXPECT_EQ(server_.connections(), 2);
}

}  // namespace
}  // namespace onceonly::redis
