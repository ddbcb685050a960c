// How the client gets to a server, and what it does when it does not.
#include <gtest/gtest.h>

#include "base/clock.h"
#include "redis/client_fixture.h"

namespace onceonly::redis {
namespace {

using ClientConnectTest = FakeServerFixture;

TEST_F(ClientConnectTest, DoesNotConnectWhenNothingWaits) {
  Open(Options());
  RunToEnd();
  EXPECT_EQ(server_.connections(), 0);
  EXPECT_EQ(client_->state(), ClientState::kIdle);
}

TEST_F(ClientConnectTest, ShakesHandsInOneWrite) {
  ClientOptions options = Options();
  options.connection.login.username = "app";
  options.connection.login.password = "secret";
  options.connection.login.db = 3;
  options.connection.setup = {{"SCRIPT", "LOAD", "return 1"}};
  std::vector<Command> handshake;
  server_.on_handshake = [&](FakeServer::Peer&, const Command& command) -> std::string {
    handshake.push_back(command);
    if (handshake.size() < 5) return "";
    return "+OK\r\n+OK\r\n+OK\r\n*2\r\n$10\r\n1700000000\r\n$6\r\n500000\r\n$2\r\nab\r\n";
  };
  server_.on_command = Echo();
  Open(std::move(options));
  const Outcome& outcome = Send({"ECHO", "hi"});
  RunToEnd();
  EXPECT_EQ(outcome.reply, "+hi");
  EXPECT_EQ(handshake, (std::vector<Command>{{"AUTH", "app", "secret"},
                                             {"SELECT", "3"},
                                             {"CLIENT", "SETNAME", "onceonly"},
                                             {"TIME"},
                                             {"SCRIPT", "LOAD", "return 1"}}));
}

TEST_F(ClientConnectTest, LogsInWithoutAUserName) {
  ClientOptions options = Options();
  options.connection.login.password = "secret";
  Command auth;
  server_.on_handshake = [&](FakeServer::Peer&, const Command& command) -> std::string {
    if (command.front() == "AUTH") auth = command;
    return command.front() == "TIME" ? "-NOPERM no\r\n" : "+OK\r\n";
  };
  server_.on_command = Echo();
  Open(std::move(options));
  Send({"PING"});
  RunToEnd();
  EXPECT_EQ(auth, (Command{"AUTH", "secret"}));
}

TEST_F(ClientConnectTest, LearnsTheServersClock) {
  server_.on_command = Echo();
  Open(Options());
  RunUntilEnded(Send({"PING"}));
  const int64_t now_ms = SystemClock().NowMs();
  const ServerClock& clock = client_->ClockOf("any");
  EXPECT_TRUE(clock.is_known());
  EXPECT_GE(clock.ToServerMs(now_ms), 1'700'000'000'500);
  EXPECT_LT(clock.ToServerMs(now_ms), 1'700'000'100'500);
}

TEST_F(ClientConnectTest, DoesWithoutWhatAnAclForbids) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return "-NOPERM no\r\n"; };
  server_.on_command = Echo();
  ClientOptions options = Options();
  options.connection.setup = {{"SCRIPT", "LOAD", "return 1"}};
  Open(std::move(options));
  const Outcome& outcome = Send({"ECHO", "hi"});
  RunToEnd();
  EXPECT_EQ(outcome.reply, "+hi");
  EXPECT_GT(client_->ClockOf("any").ToServerMs(SystemClock().NowMs()), 1'700'000'000'000);
}

struct RefusedHandshake {
  const char* command;
  const char* reply;
  StatusCode code;
};

class RefusedHandshakeTest : public FakeServerFixture,
                             public ::testing::WithParamInterface<RefusedHandshake> {};

TEST_P(RefusedHandshakeTest, FailsWhatWaitsWithTheReason) {
  server_.on_handshake = [](FakeServer::Peer&, const Command& command) -> std::string {
    return command.front() == GetParam().command ? GetParam().reply : "+OK\r\n";
  };
  ClientOptions options = Options();
  options.connection.login.password = "secret";
  options.connection.login.db = 1;
  Open(std::move(options));
  const Outcome& first = Send({"PING"});
  const Outcome& second = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(StatusName(first.failure.code()), StatusName(GetParam().code));
  EXPECT_EQ(StatusName(second.failure.code()), StatusName(GetParam().code));
  EXPECT_EQ(client_->last_error().code(), GetParam().code);
  EXPECT_EQ(server_.connections(), 1);
  EXPECT_EQ(recorder_.batches(), 1);
}

INSTANTIATE_TEST_SUITE_P(
    Client, RefusedHandshakeTest,
    ::testing::Values(
        RefusedHandshake{"AUTH", "-WRONGPASS invalid username-password pair\r\n",
                         StatusCode::kAuthFailed},
        RefusedHandshake{"AUTH", "-ERR AUTH called without any password configured\r\n",
                         StatusCode::kAuthFailed},
        RefusedHandshake{"AUTH", "-NOPERM no\r\n", StatusCode::kNoPermission},
        RefusedHandshake{"SELECT", "-NOPERM no\r\n", StatusCode::kNoPermission},
        RefusedHandshake{"SELECT", "-ERR DB index is out of range\r\n", StatusCode::kNoDatabase},
        RefusedHandshake{"SELECT", "-ERR something else\r\n", StatusCode::kServerError},
        RefusedHandshake{"AUTH", "-DENIED Redis is running in protected mode\r\n",
                         StatusCode::kProtectedMode},
        RefusedHandshake{"CLIENT", "-DENIED Redis is running in protected mode\r\n",
                         StatusCode::kProtectedMode},
        RefusedHandshake{"AUTH", "HTTP/1.1 400 Bad Request\r\n\r\n", StatusCode::kNotRedis},
        RefusedHandshake{"TIME", "220 mail.example ESMTP\r\n", StatusCode::kNotRedis},
        RefusedHandshake{"CLIENT", "-NOAUTH Authentication required.\r\n", StatusCode::kAuthFailed},
        RefusedHandshake{"TIME", "-NOAUTH Authentication required.\r\n", StatusCode::kAuthFailed}));

TEST_F(ClientConnectTest, TriesAgainWhileTheServerIsFullOrBusy) {
  server_.on_handshake = [&](FakeServer::Peer& peer, const Command&) -> std::string {
    if (server_.connections() > 2) return "+OK\r\n";
    peer.Write(server_.connections() == 1 ? "-ERR max number of clients reached\r\n"
                                          : "-BUSY Redis is busy running a script.\r\n");
    peer.Close();
    return "";
  };
  server_.on_command = Echo();
  ClientOptions options = Options();
  options.connection.login.db = 1;
  Open(std::move(options));
  const Outcome& outcome = Send({"ECHO", "hi"});
  RunToEnd();
  EXPECT_EQ(outcome.reply, "+hi");
  EXPECT_EQ(server_.connections(), 3);
  EXPECT_TRUE(client_->last_error().ok());
}

TEST_F(ClientConnectTest, TriesAgainUntilTheDeadline) {
  server_.on_handshake = [](FakeServer::Peer& peer, const Command&) {
    peer.Reset();
    return "";
  };
  Open(Options());
  const Outcome& outcome = Send({"PING"}, 300);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kConnectFailed);
  EXPECT_EQ(outcome.encoded, 0);
  EXPECT_GT(server_.connections(), 1);
  EXPECT_LT(server_.connections(), 31);
}

TEST_F(ClientConnectTest, BoundsTheWholeWayToAReadyConnection) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return ""; };
  ClientOptions options = Options();
  options.connection.connect_timeout_ms = 50;
  Open(std::move(options));
  const Outcome& outcome = Send({"PING"}, 200);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kConnectTimeout);
  EXPECT_GT(server_.connections(), 0);
}

TEST_F(ClientConnectTest, StopsConnectingWhenNothingWaitsAnyMore) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return ""; };
  Open(Options());
  const Outcome& outcome = Send({"PING"}, 50);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kTimeout);
  EXPECT_EQ(client_->state(), ClientState::kIdle);
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(ClientConnectTest, CanBeClosedWhileItConnects) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return ""; };
  Open(Options());
  const Outcome& outcome = Send({"PING"});
  RunUntil([&] { return server_.connections() == 1; });
  EXPECT_EQ(client_->state(), ClientState::kConnecting);
  client_->Close();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kClosed);
  EXPECT_EQ(client_->state(), ClientState::kClosed);
}

TEST_F(ClientConnectTest, CanBeDestroyedBeforeTheFirstTurn) {
  Open(Options());
  const Outcome& outcome = Send({"PING"});
  client_.reset();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kClosed);
}

using NoServerTest = ClientFixture;

TEST_F(NoServerTest, FailsByTheDeadlineWhenThePortIsClosed) {
  Address address;
  {
    FakeServer gone(loop());
    address.endpoint = gone.endpoint();
  }
  RunToEnd();
  Open(address);
  const Outcome& outcome = Send({"PING"}, 100);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kConnectFailed);
  EXPECT_EQ(client_->last_error().code(), StatusCode::kConnectFailed);
  EXPECT_EQ(client_->under_way(), 0u);
}

TEST_F(NoServerTest, FailsByTheDeadlineWhenThereIsNoSocket) {
  Address address;
  address.endpoint.path = "/nonexistent/redis.sock";
  Open(address);
  const Outcome& outcome = Send({"PING"}, 100);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kConnectFailed);
}

TEST_F(NoServerTest, DoesNotCutAPathThatIsTooLong) {
  Address address;
  address.endpoint.path = "/" + std::string(200, 'x');
  Open(address);
  const Outcome& outcome = Send({"PING"}, 100);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kConnectFailed);
}

TEST_F(ClientConnectTest, DoesNotSpeakInTheClearWhereTlsIsAskedFor) {
  ClientOptions options = Options();
  options.endpoint.tls = true;
  options.connection.login.password = "secret";
  Open(std::move(options));
  const Outcome& outcome = Send({"PING"}, 50);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kConnectFailed);
  EXPECT_EQ(server_.connections(), 0);
}

// A label of more than 63 letters is refused without asking a name server (RFC 1035 section 2.3.4).
TEST_F(NoServerTest, SaysThatTheNameCannotBeLookedUp) {
  Address address;
  address.endpoint.host = std::string(64, 'x') + ".invalid";
  Open(address);
  const Outcome& outcome = Send({"PING"}, 200);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kLookupFailed);
}

TEST_F(NoServerTest, CanBeClosedDuringALookUp) {
  Address address;
  address.endpoint.host = "localhost";
  Open(address);
  const Outcome& outcome = Send({"PING"});
  RunOnce();
  client_.reset();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kClosed);
}

}  // namespace
}  // namespace onceonly::redis
