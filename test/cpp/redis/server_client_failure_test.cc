// What the client does when a connection breaks or falls silent.
#include <gtest/gtest.h>

#include "redis/client_fixture.h"

namespace onceonly::redis {
namespace {

using ClientFailureTest = FakeServerFixture;

FakeServer::Handler Silent() {
  return [](FakeServer::Peer&, const Command&) { return ""; };
}

// Spends time without turning the loop, as a long computation of the application does.
void BlockLoopFor(int64_t duration_ms) {
  const uint64_t end_ns = uv_hrtime() + static_cast<uint64_t>(duration_ms) * 1'000'000;
  while (uv_hrtime() < end_ns) {
  }
}

TEST_F(ClientFailureTest, DoesNotKnowTheOutcomeWhenTheConnectionIsReset) {
  server_.on_command = [&](FakeServer::Peer& peer, const Command& command) -> std::string {
    if (server_.connections() > 1) return "+" + command.back() + "\r\n";
    peer.Reset();
    return "";
  };
  Open(Options());
  const Outcome& first = Send({"ECHO", "1"});
  const Outcome& second = Send({"ECHO", "2"});
  RunToEnd();
  EXPECT_EQ(first.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(second.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(first.encoded, 1);
  EXPECT_EQ(recorder_.batches(), 1);
  EXPECT_EQ(client_->last_error().code(), StatusCode::kConnectFailed);

  const Outcome& later = Send({"ECHO", "3"});
  RunToEnd();
  EXPECT_EQ(later.reply, "+3");
  EXPECT_EQ(server_.connections(), 2);
  EXPECT_TRUE(client_->last_error().ok());
}

TEST_F(ClientFailureTest, TakesRequestsFromInsideAFailure) {
  server_.on_command = [&](FakeServer::Peer& peer, const Command& command) -> std::string {
    if (server_.connections() > 1) return "+" + command.back() + "\r\n";
    peer.Close();
    return "";
  };
  Open(Options());
  const Outcome* again = nullptr;
  Send({"ECHO", "1"}, 5000, [&](const std::string&) {
    again = &Send({"ECHO", "2"});
    return ReplyVerdict::kDone;
  });
  RunToEnd();
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->reply, "+2");
}

TEST_F(ClientFailureTest, ReadsAReplyThatIsCutAnywhere) {
  const std::string reply = "*3\r\n$3\r\nOWN\r\n:12\r\n*1\r\n$4\r\na\r\nb\r\n";
  server_.on_command = Silent();
  Open(Options());
  for (size_t cut = 0; cut <= reply.size(); ++cut) {
    const size_t reads = server_.reads().size();
    const Outcome& outcome = Send({"EVALSHA"});
    RunUntil([&] { return server_.reads().size() > reads; });
    server_.peer().Write(reply.substr(0, cut));
    RunOnce();
    RunOnce();
    server_.peer().Write(reply.substr(cut));
    RunUntilEnded(outcome);
    EXPECT_EQ(outcome.reply, "[$OWN, :12, [$a\r\nb]]") << "cut at " << cut;
  }
}

TEST_F(ClientFailureTest, DoesNotKnowTheOutcomeWhenTheReplyIsCutShort) {
  const std::string reply = "*2\r\n$3\r\nOWN\r\n:12\r\n";
  size_t cut = 0;
  server_.on_command = [&](FakeServer::Peer& peer, const Command& command) {
    if (command.front() == "PING") return "+PONG\r\n";
    peer.Write(reply.substr(0, cut));
    peer.Close();
    return "";
  };
  Open(Options());
  for (; cut < reply.size(); ++cut) {
    RunUntilEnded(Send({"PING"}));
    const Outcome& outcome = Send({"EVALSHA"});
    RunUntilEnded(outcome);
    EXPECT_EQ(outcome.failure.code(), StatusCode::kOutcomeUnknown) << "cut at " << cut;
  }
}

TEST_F(ClientFailureTest, ClosesAConnectionThatDoesNotSpeakResp) {
  server_.on_command = [&](FakeServer::Peer&, const Command&) {
    return server_.connections() > 1 ? "+OK\r\n" : "HTTP/1.1 400 Bad Request\r\n\r\n";
  };
  Open(Options());
  const Outcome& outcome = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(client_->last_error().code(), StatusCode::kProtocolError);
  const Outcome& later = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(later.reply, "+OK");
}

TEST_F(ClientFailureTest, ClosesAConnectionThatRepliesToNothing) {
  server_.on_command = Echo();
  Open(Options());
  RunUntilEnded(Send({"PING"}));
  server_.peer().Write("+surprise\r\n");
  RunUntil([&] { return client_->state() == ClientState::kIdle; });
  EXPECT_EQ(client_->last_error().code(), StatusCode::kProtocolError);
  EXPECT_EQ(recorder_.ended(), 1);
}

TEST_F(ClientFailureTest, SettlesTheGoodRepliesBeforeTheGarbage) {
  server_.on_command = [](FakeServer::Peer&, const Command& command) {
    return command.back() == "1" ? "+1\r\n" : "?\r\n";
  };
  Open(Options());
  const Outcome& first = Send({"ECHO", "1"});
  const Outcome& second = Send({"ECHO", "2"});
  RunToEnd();
  EXPECT_EQ(first.reply, "+1");
  EXPECT_EQ(second.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(recorder_.batches(), 1);
}

TEST_F(ClientFailureTest, TakesASilentServerForDead) {
  ClientOptions options = Options();
  options.connection.command_timeout_ms = 100;
  server_.on_command = [&](FakeServer::Peer&, const Command&) {
    return server_.connections() > 1 ? "+OK\r\n" : "";
  };
  Open(std::move(options));
  const Outcome& outcome = Send({"PING"}, 60'000);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(client_->last_error().code(), StatusCode::kTimeout);
  const Outcome& later = Send({"PING"});
  RunToEnd();
  EXPECT_EQ(later.reply, "+OK");
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(ClientFailureTest, FailsRequestsInTheOrderOfTheirDeadlines) {
  server_.on_command = Silent();
  Open(Options());
  const Outcome& late = Send({"ECHO", "1"}, 150);
  const Outcome& early = Send({"ECHO", "2"}, 50);
  RunToEnd();
  EXPECT_EQ(early.order, 1);
  EXPECT_EQ(late.order, 2);
  EXPECT_EQ(early.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(late.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(recorder_.batches(), 2);
}

TEST_F(ClientFailureTest, DropsTheReplyOfARequestThatTimedOut) {
  server_.on_command = Silent();
  Open(Options());
  RunUntilEnded(Send({"ECHO", "1"}, 50));
  EXPECT_EQ(client_->under_way(), 0u);
  const size_t reads = server_.reads().size();
  const Outcome& second = Send({"ECHO", "2"});
  RunUntil([&] { return server_.reads().size() > reads; });
  server_.peer().Write("+1\r\n+2\r\n");
  RunUntilEnded(second);
  EXPECT_EQ(second.reply, "+2");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(ClientFailureTest, CountsRepliesStillToComeAgainstItsBound) {
  ClientOptions options = Options();
  options.max_queued = 2;
  server_.on_command = Silent();
  Open(std::move(options));
  RunUntilEnded(Send({"ECHO", "1"}, 50));
  Send({"ECHO", "2"});
  EXPECT_EQ(Send({"ECHO", "3"}).failure.code(), StatusCode::kQueueFull);
}

TEST_F(ClientFailureTest, DoesNotSendARequestWhoseTimeHasPassed) {
  server_.on_command = Echo();
  Open(Options());
  RunUntilEnded(Send({"PING"}));
  const Outcome& outcome = Send({"ECHO", "late"}, 0);
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kTimeout);
  EXPECT_EQ(outcome.encoded, 0);
}

TEST_F(ClientFailureTest, ReadsWhatCameWhileTheLoopWasBlocked) {
  ClientOptions options = Options();
  options.connection.command_timeout_ms = 100;
  server_.on_command = Silent();
  Open(std::move(options));
  const Outcome& outcome = Send({"PING"}, 100);
  RunUntil([&] { return server_.reads().size() == 1; });
  server_.peer().Write("+PONG\r\n");
  BlockLoopFor(200);
  RunToEnd();
  EXPECT_EQ(outcome.reply, "+PONG");
}

TEST_F(ClientFailureTest, FailsWhatIsInFlightWhenItIsClosed) {
  server_.on_command = Silent();
  Open(Options());
  const Outcome& sent = Send({"ECHO", "1"});
  RunUntil([&] { return server_.reads().size() == 1; });
  const Outcome& queued = Send({"ECHO", "2"});
  client_->Close();
  EXPECT_EQ(sent.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(queued.failure.code(), StatusCode::kClosed);
  EXPECT_EQ(recorder_.batches(), 1);
  RunToEnd();
}

TEST_F(ClientFailureTest, ComesBackAtOnceAfterAnIdleConnectionWasClosed) {
  server_.on_command = Echo();
  Open(Options());
  RunUntilEnded(Send({"ECHO", "1"}));
  server_.peer().Close();
  RunUntil([&] { return client_->state() == ClientState::kIdle; });
  EXPECT_EQ(client_->last_error().code(), StatusCode::kConnectFailed);
  const Outcome& outcome = Send({"ECHO", "2"});
  RunToEnd();
  EXPECT_EQ(outcome.reply, "+2");
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(ClientFailureTest, LeavesAServerThatRefusesWritesForLong) {
  server_.on_command = [&](FakeServer::Peer&, const Command&) {
    return server_.connections() > 1 ? "+OK\r\n" : "-READONLY You can't write\r\n";
  };
  Open(Options());
  const Outcome& outcome = Send({"SET"}, 60'000, [](const std::string& reply) {
    return reply.starts_with("-READONLY") ? ReplyVerdict::kResend : ReplyVerdict::kDone;
  });
  RunToEnd();
  EXPECT_EQ(outcome.reply, "+OK");
  EXPECT_EQ(server_.connections(), 2);
}

}  // namespace
}  // namespace onceonly::redis
