// What a client with a good connection does.
#include <gtest/gtest.h>

#include "base/clock.h"
#include "redis/client_fixture.h"

namespace onceonly::redis {
namespace {

using ClientPipelineTest = FakeServerFixture;

TEST_F(ClientPipelineTest, SendsAllRequestsOfOneTurnInOneWrite) {
  server_.on_command = Echo();
  Open(Options());
  RunUntilEnded(Send({"ECHO", "warm"}));
  const int batches = recorder_.batches();
  for (int i = 0; i < 100; ++i) Send({"ECHO", std::to_string(i)});
  RunToEnd();
  ASSERT_EQ(server_.reads().size(), 2u);
  EXPECT_EQ(server_.reads()[1].size(), 100u);
  EXPECT_EQ(recorder_.ended(), 101);
  EXPECT_EQ(recorder_.batches(), batches + 1);
}

TEST_F(ClientPipelineTest, SendsWhatWaitedForTheConnectionInOneWrite) {
  server_.on_command = Echo();
  Open(Options());
  for (int i = 0; i < 10; ++i) Send({"ECHO", std::to_string(i)});
  EXPECT_EQ(client_->under_way(), 10u);
  RunToEnd();
  ASSERT_EQ(server_.reads().size(), 1u);
  EXPECT_EQ(server_.reads()[0].size(), 10u);
  EXPECT_EQ(client_->under_way(), 0u);
  EXPECT_EQ(client_->state(), ClientState::kReady);
}

TEST_F(ClientPipelineTest, SendsWhatItsOwnerAddsBehindTheCommandsOfATurn) {
  server_.on_command = Echo();
  Open(Options());
  RunUntilEnded(Send({"ECHO", "warm"}));
  Outcome last;
  recorder_.last_of_turn = [&]() -> Pending {
    if (last.encoded > 0) return {};
    return {recorder_.Make({"ECHO", "last"}, &last), SystemClock().NowMs() + 5000};
  };
  const Outcome& first = Send({"ECHO", "1"});
  const Outcome& second = Send({"ECHO", "2"});
  RunUntilEnded(last);
  EXPECT_EQ(last.reply, "+last");
  EXPECT_LT(first.order, second.order);
  EXPECT_LT(second.order, last.order);
  EXPECT_EQ(server_.reads()[1].size(), 3u);
  EXPECT_EQ(client_->under_way(), 0u);
}

TEST_F(ClientPipelineTest, FailsWhatItsOwnerAddedLikeEveryRequest) {
  server_.on_command = [](FakeServer::Peer&, const Command&) { return ""; };
  Open(Options());
  Outcome last;
  recorder_.last_of_turn = [&]() -> Pending {
    if (last.encoded > 0) return {};
    return {recorder_.Make({"ECHO", "last"}, &last), SystemClock().NowMs() + 50};
  };
  const Outcome& first = Send({"ECHO", "1"}, 100);
  RunUntilEnded(first);
  EXPECT_TRUE(last.ended);
  EXPECT_EQ(last.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(client_->under_way(), 0u);
}

TEST_F(ClientPipelineTest, GivesEachRequestItsOwnReply) {
  server_.on_command = Echo();
  Open(Options());
  std::vector<const Outcome*> outcomes;
  for (int i = 0; i < 50; ++i) outcomes.push_back(&Send({"ECHO", std::to_string(i)}));
  RunToEnd();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(outcomes[i]->reply, "+" + std::to_string(i));
}

TEST_F(ClientPipelineTest, HandsErrorRepliesToTheRequest) {
  server_.on_command = [](FakeServer::Peer&, const Command&) { return "-WRONGTYPE no\r\n"; };
  Open(Options());
  const Outcome& outcome = Send({"GET", "x"});
  RunToEnd();
  EXPECT_EQ(outcome.reply, "-WRONGTYPE no");
}

TEST_F(ClientPipelineTest, ResendsWhenTheRequestAsksForIt) {
  server_.on_command = [&](FakeServer::Peer&, const Command&) {
    return server_.reads().size() < 3 ? "-NOSCRIPT no\r\n" : "+OK\r\n";
  };
  Open(Options());
  const Outcome& outcome = Send({"EVALSHA"}, 5000, [](const std::string& reply) {
    return reply == "+OK" ? ReplyVerdict::kDone : ReplyVerdict::kResend;
  });
  RunToEnd();
  EXPECT_EQ(outcome.reply, "+OK");
  EXPECT_EQ(outcome.encoded, 3);
  EXPECT_EQ(client_->under_way(), 0u);
}

TEST_F(ClientPipelineTest, ResendsOnlyInWhatIsLeftOfTheTimeout) {
  server_.on_command = [](FakeServer::Peer&, const Command&) { return "-NOSCRIPT no\r\n"; };
  Open(Options());
  const Outcome& outcome =
      Send({"EVALSHA"}, 100, [](const std::string&) { return ReplyVerdict::kResend; });
  RunToEnd();
  EXPECT_FALSE(outcome.failure.ok());
  EXPECT_GT(outcome.encoded, 1);
}

TEST_F(ClientPipelineTest, RefusesMoreRequestsThanItMayHold) {
  ClientOptions options = Options();
  options.max_queued = 2;
  server_.on_command = Echo();
  Open(std::move(options));
  const Outcome& first = Send({"ECHO", "1"});
  const Outcome& second = Send({"ECHO", "2"});
  const Outcome& third = Send({"ECHO", "3"});
  EXPECT_EQ(third.failure.code(), StatusCode::kQueueFull);
  EXPECT_EQ(recorder_.batches(), 0);
  RunToEnd();
  EXPECT_EQ(first.reply, "+1");
  EXPECT_EQ(second.reply, "+2");
  EXPECT_EQ(Send({"ECHO", "4"}).failure.code(), StatusCode::kOk);
  RunToEnd();
  EXPECT_EQ(recorder_.ended(), 4);
}

TEST_F(ClientPipelineTest, RefusesRequestsOnceClosed) {
  Open(Options());
  client_->Close();
  client_->Close();
  EXPECT_EQ(Send({"PING"}).failure.code(), StatusCode::kClosed);
  EXPECT_EQ(recorder_.batches(), 0);
}

TEST_F(ClientPipelineTest, TakesRequestsFromInsideAReply) {
  server_.on_command = Echo();
  Open(Options());
  const Outcome* second = nullptr;
  Send({"ECHO", "1"}, 5000, [&](const std::string&) {
    second = &Send({"ECHO", "2"});
    return ReplyVerdict::kDone;
  });
  RunToEnd();
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->reply, "+2");
}

TEST_F(ClientPipelineTest, CanBeClosedFromInsideAReply) {
  server_.on_command = Echo();
  Open(Options());
  const Outcome& first = Send({"ECHO", "1"}, 5000, [&](const std::string&) {
    client_->Close();
    return ReplyVerdict::kDone;
  });
  const Outcome& second = Send({"ECHO", "2"});
  RunToEnd();
  EXPECT_EQ(first.reply, "+1");
  EXPECT_EQ(second.failure.code(), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(client_->under_way(), 0u);
  EXPECT_EQ(recorder_.batches(), 1);
}

TEST_F(ClientPipelineTest, FailsAResendThatComesWithAClose) {
  server_.on_command = Echo();
  Open(Options());
  const Outcome& outcome = Send({"ECHO", "1"}, 5000, [&](const std::string&) {
    client_->Close();
    return ReplyVerdict::kResend;
  });
  RunToEnd();
  EXPECT_EQ(outcome.failure.code(), StatusCode::kClosed);
  EXPECT_EQ(client_->under_way(), 0u);
}

TEST_F(ClientPipelineTest, TakesNothingFromInsideAFailureOfItsClose) {
  server_.on_command = [](FakeServer::Peer&, const Command&) { return ""; };
  Open(Options());
  const Outcome* late = nullptr;
  Send({"ECHO", "1"}, 5000, [&](const std::string&) {
    late = &Send({"ECHO", "2"});
    client_->Close();
    return ReplyVerdict::kDone;
  });
  RunUntil([&] { return server_.reads().size() == 1; });
  client_->Close();
  ASSERT_NE(late, nullptr);
  EXPECT_EQ(late->failure.code(), StatusCode::kClosed);
  EXPECT_EQ(recorder_.batches(), 1);
}

TEST_F(ClientPipelineTest, WaitsWhenTheServerDoesNotRead) {
  constexpr int kRequests = 40;
  const std::string megabyte(size_t{1} << 20, 'x');
  server_.on_command = [](FakeServer::Peer&, const Command&) { return "+OK\r\n"; };
  Open(Options());
  RunUntilEnded(Send({"PING"}));
  server_.peer().PauseReading();
  std::vector<const Outcome*> outcomes;
  for (int i = 0; i < kRequests; ++i) outcomes.push_back(&Send({"SET", megabyte}, 60'000));
  for (int turn = 0; turn < 20; ++turn) RunOnce();
  int encoded = 0;
  for (const Outcome* outcome : outcomes) encoded += outcome->encoded;
  EXPECT_GE(encoded, 16);
  EXPECT_LT(encoded, kRequests);
  server_.peer().ResumeReading();
  RunToEnd();
  for (const Outcome* outcome : outcomes) EXPECT_EQ(outcome->reply, "+OK");
}

}  // namespace
}  // namespace onceonly::redis
