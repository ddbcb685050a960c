// Each row and each rule of the table in link.h, with a real stream and a clock moved by hand.
#include "redis/link.h"

#include <gtest/gtest.h>

#include <algorithm>
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

using State = Link::State;

class HandClock final : public Clock {
 public:
  int64_t NowMs() const noexcept override { return now_ms; }
  int64_t now_ms = 1'000'000;
};

class LinkTest : public net::LoopTest, private LinkListener {
 protected:
  LinkTest() : server_(loop()) { server_.on_command = Obey; }
  ~LinkTest() override { link_.reset(); }

  static std::string Obey(FakeServer::Peer&, const Command& command) {
    return "+" + command.front() + "\r\n";
  }
  static std::string SayNothing(FakeServer::Peer&, const Command&) { return ""; }
  static std::string HangUp(FakeServer::Peer& peer, const Command&) {
    peer.Close();
    return "";
  }

  Link& Open(int64_t linger_ms = kNever, const std::string& password = "") {
    LinkOptions options{server_.endpoint(), {}, linger_ms};
    options.connection.login.password = password;
    LinkListener* const listener = this;
    link_.emplace(&clock_, std::move(options), std::make_unique<net::UvConnector>(loop()),
                  &server_clock_, listener);
    return *link_;
  }
  void Want() {
    is_wanted_ = true;
    link_->Update(clock_.now_ms);
  }
  void Unwant() {
    is_wanted_ = false;
    link_->Update(clock_.now_ms);
  }
  void RunUntilIn(State state) {
    RunUntil([&] { return link_->state() == state; });
  }
  void BeReady() {
    Want();
    RunUntilIn(State::kReady);
  }
  void Pass(int64_t ms) {
    clock_.now_ms += ms;
    link_->Expire(clock_.now_ms);
    link_->Update(clock_.now_ms);
  }
  // Until the next attempt. REQUIRES: kWaiting.
  void PassDelay() { Pass(DelayMs()); }
  int64_t DelayMs() const { return link_->NextDueMs() - clock_.now_ms; }
  void Say(const std::string& command) {
    owed_since_ms_ = clock_.now_ms;
    link_->Write("*1\r\n$4\r\n" + command + "\r\n");
  }
  void Ask(const std::string& command) {
    const size_t replies = told_.size();
    Say(command);
    RunUntil([&] { return told_.size() > replies; });
  }

  HandClock clock_;
  ServerClock server_clock_{&clock_};
  FakeServer server_;
  std::optional<Link> link_;
  std::vector<std::string> told_;
  bool is_wanted_ = false;

 private:
  bool WantsSession() const noexcept override { return is_wanted_; }
  int64_t OldestUnansweredMs() const noexcept override { return owed_since_ms_; }
  void OnReadBegin(int64_t) noexcept override {}
  void OnReadEnd() noexcept override {}
  void OnReply(const resp::Reply& reply) noexcept override {
    owed_since_ms_ = kNever;
    told_.push_back(Describe(reply));
  }
  void OnReady() noexcept override { told_.emplace_back("ready"); }
  void OnEnd(Status why) noexcept override {
    owed_since_ms_ = kNever;
    told_.push_back("end " + std::string(StatusName(why.code())));
  }

  int64_t owed_since_ms_ = kNever;
};

TEST_F(LinkTest, StaysIdleWhileNobodyWantsASession) {
  Link& link = Open();
  EXPECT_EQ(link.state(), State::kIdle);
  Pass(100'000);
  EXPECT_EQ(link.state(), State::kIdle);
  EXPECT_EQ(link.NextDueMs(), kNever);
  RunToEnd();
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(LinkTest, GoesFromIdleOverConnectingToReady) {
  Link& link = Open();
  Want();
  EXPECT_EQ(link.state(), State::kConnecting);
  EXPECT_EQ(DelayMs(), ConnectionOptions().connect_timeout_ms);
  RunUntilIn(State::kReady);
  EXPECT_EQ(told_, (std::vector<std::string>{"ready"}));
  EXPECT_EQ(link.NextDueMs(), kNever);
  EXPECT_TRUE(link.last_error().ok());
  Ask("PING");
  EXPECT_EQ(told_.back(), "+PING");
}

TEST_F(LinkTest, FailsAnAttemptThatTakesTooLong) {
  server_.on_handshake = SayNothing;
  Link& link = Open();
  Want();
  RunUntil([&] { return server_.connections() == 1; });
  Pass(999);
  EXPECT_EQ(link.state(), State::kConnecting);
  Pass(1);
  EXPECT_EQ(link.state(), State::kWaiting);
  EXPECT_EQ(told_, (std::vector<std::string>{"end CONNECT_TIMEOUT"}));
  EXPECT_EQ(link.last_error().code(), StatusCode::kConnectTimeout);
  server_.on_handshake = nullptr;
  PassDelay();
  EXPECT_EQ(link.state(), State::kConnecting);
  RunUntilIn(State::kReady);
  EXPECT_TRUE(link.last_error().ok());
}

TEST_F(LinkTest, FailsASessionThatIsSilentWhileItOwesAReply) {
  Link& link = Open();
  BeReady();
  Pass(100'000);
  EXPECT_EQ(link.state(), State::kReady);
  server_.on_command = SayNothing;
  Say("PING");
  EXPECT_EQ(DelayMs(), ConnectionOptions().command_timeout_ms);
  Pass(999);
  EXPECT_EQ(link.state(), State::kReady);
  Pass(1);
  EXPECT_EQ(link.state(), State::kWaiting);
  EXPECT_EQ(told_.back(), "end STORE_TIMEOUT");
}

TEST_F(LinkTest, CountsSilenceFromTheLastByte) {
  Link& link = Open();
  BeReady();
  server_.on_command = SayNothing;
  Say("PING");
  RunUntil([&] { return server_.reads().size() == 1; });
  Pass(900);
  server_.peer().Write("$4\r\nPO");
  RunUntil([&] { return link.last_byte_ms() == clock_.now_ms; });
  Pass(999);
  EXPECT_EQ(link.state(), State::kReady);
  Pass(1);
  EXPECT_EQ(link.state(), State::kWaiting);
}

TEST_F(LinkTest, WaitsLongerAndLongerForAServerThatAnswersNothing) {
  server_.on_command = HangUp;
  Link& link = Open();
  BeReady();
  int64_t longest_ms = 0;
  for (int session = 0; session < 20; ++session) {
    Say("PING");
    RunUntilIn(State::kWaiting);
    EXPECT_FALSE(link.is_down());
    longest_ms = std::max(longest_ms, DelayMs());
    EXPECT_LE(DelayMs(), Backoff::kCapMs);
    PassDelay();
    RunUntilIn(State::kReady);
  }
  EXPECT_GT(longest_ms, Backoff::kFirstCeilingMs);
}

TEST_F(LinkTest, WaitsLongerAndLongerForAServerThatAnswersByErrors) {
  server_.on_command = [](FakeServer::Peer&, const Command&) { return "-LOADING\r\n"; };
  Link& link = Open();
  BeReady();
  int64_t longest_ms = 0;
  for (int session = 0; session < 20; ++session) {
    Ask("PING");
    link.Break(StatusCode::kLoading);
    longest_ms = std::max(longest_ms, DelayMs());
    PassDelay();
    RunUntilIn(State::kReady);
  }
  EXPECT_GT(longest_ms, Backoff::kFirstCeilingMs);
}

TEST_F(LinkTest, ComesBackSoonToAServerThatHasAnswered) {
  Open();
  BeReady();
  for (int session = 0; session < 20; ++session) {
    Ask("PING");
    server_.peer().Reset();
    RunUntilIn(State::kWaiting);
    EXPECT_GE(DelayMs(), Backoff::kFloorMs);
    EXPECT_LE(DelayMs(), Backoff::kFirstCeilingMs);
    PassDelay();
    RunUntilIn(State::kReady);
  }
}

TEST_F(LinkTest, MayConnectAtOnceAfterASessionThatNobodyWantedHasEnded) {
  Link& link = Open();
  BeReady();
  Unwant();
  server_.peer().Close();
  RunUntilIn(State::kIdle);
  EXPECT_EQ(told_.back(), "end CONNECT_FAILED");
  Want();
  EXPECT_EQ(link.state(), State::kConnecting);
  RunUntilIn(State::kReady);
}

TEST_F(LinkTest, TakesItsTimeAfterASessionThatWasWantedHasEnded) {
  Open();
  BeReady();
  server_.peer().Close();
  RunUntilIn(State::kWaiting);
  EXPECT_GE(DelayMs(), Backoff::kFloorMs);
}

TEST_F(LinkTest, TakesItsTimeAfterASessionThatOwedAReplyHasEnded) {
  server_.on_command = HangUp;
  Link& link = Open();
  BeReady();
  Unwant();
  Say("PING");
  RunUntilIn(State::kIdle);
  Want();
  EXPECT_EQ(link.state(), State::kWaiting);
  EXPECT_GE(DelayMs(), Backoff::kFloorMs);
}

TEST_F(LinkTest, TakesAServerThatRefusesTheLoginForDown) {
  server_.on_handshake = [](FakeServer::Peer&, const Command&) { return "-WRONGPASS no\r\n"; };
  Link& link = Open(kNever, "secret");
  Want();
  for (int attempt = 0; attempt < 3; ++attempt) {
    RunUntilIn(State::kWaiting);
    EXPECT_EQ(told_.back(), "end AUTH_FAILED");
    EXPECT_TRUE(link.is_down());
    EXPECT_GE(DelayMs(), Backoff::kProbeFloorMs);
    EXPECT_LE(DelayMs(), Backoff::kCapMs);
    PassDelay();
  }
  server_.on_handshake = nullptr;
  RunUntilIn(State::kReady);
  EXPECT_FALSE(link.is_down());
}

TEST_F(LinkTest, RestsAsLongAsItsOwnerAsksFor) {
  Link& link = Open();
  BeReady();
  link.Break(StatusCode::kNoPermission, 60'000);
  EXPECT_EQ(told_.back(), "end NO_PERMISSION");
  EXPECT_TRUE(link.is_down());
  EXPECT_EQ(link.state(), State::kWaiting);
  EXPECT_EQ(DelayMs(), 60'000);
}

TEST_F(LinkTest, TakesAServerForDownWhenAttemptsHaveFailedForASecond) {
  server_.on_handshake = HangUp;
  Link& link = Open();
  Want();
  const int64_t began_ms = clock_.now_ms;
  while (!link.is_down()) {
    RunUntilIn(State::kWaiting);
    if (clock_.now_ms - began_ms < Breaker::kPatienceMs) {
      EXPECT_FALSE(link.is_down());
    }
    if (!link.is_down()) PassDelay();
  }
  EXPECT_GE(clock_.now_ms - began_ms, Breaker::kPatienceMs);
  EXPECT_GE(DelayMs(), Backoff::kProbeFloorMs);
}

TEST_F(LinkTest, ForgetsThatAServerIsDownWhenNobodyWantsIt) {
  Link& link = Open();
  BeReady();
  link.Break(StatusCode::kNoPermission);
  Unwant();
  EXPECT_EQ(link.state(), State::kIdle);
  EXPECT_FALSE(link.is_down());
}

TEST_F(LinkTest, GivesAnAttemptUpThatNobodyWantsAnyMore) {
  server_.on_handshake = SayNothing;
  Link& link = Open();
  Want();
  RunUntil([&] { return server_.connections() == 1; });
  Unwant();
  EXPECT_EQ(link.state(), State::kIdle);
  EXPECT_EQ(told_, (std::vector<std::string>{"end OK"}));
  EXPECT_TRUE(link.last_error().ok());
  Want();
  EXPECT_EQ(link.state(), State::kConnecting);
}

TEST_F(LinkTest, FinishesAnAttemptAfterOneThatFailed) {
  server_.on_handshake = SayNothing;
  Link& link = Open();
  Want();
  Pass(1000);
  PassDelay();
  EXPECT_EQ(link.state(), State::kConnecting);
  Unwant();
  EXPECT_EQ(link.state(), State::kConnecting);
  Pass(1000);
  EXPECT_EQ(link.state(), State::kIdle);
}

TEST_F(LinkTest, KeepsAReadySessionForALinger) {
  Link& link = Open(50);
  BeReady();
  EXPECT_EQ(link.NextDueMs(), kNever);
  Unwant();
  EXPECT_EQ(DelayMs(), 50);
  Pass(20);
  EXPECT_EQ(DelayMs(), 30);
  Want();
  EXPECT_EQ(link.NextDueMs(), kNever);
  Unwant();
  Pass(49);
  EXPECT_EQ(link.state(), State::kReady);
  Pass(1);
  EXPECT_EQ(link.state(), State::kIdle);
  EXPECT_EQ(told_.back(), "end OK");
}

TEST_F(LinkTest, ComesBackSoonAfterALingerOfASessionThatHasAnswered) {
  for (int round = 0; round < 10; ++round) {
    server_.on_handshake = HangUp;
    server_.on_command = Obey;
    Link& link = Open(50);
    Want();
    for (int attempt = 0; attempt < 5; ++attempt) {
      RunUntilIn(State::kWaiting);
      PassDelay();
    }
    server_.on_handshake = nullptr;
    RunUntil([&] {
      if (link.state() == State::kWaiting) PassDelay();
      return link.is_ready();
    });
    Ask("PING");
    Unwant();
    Pass(50);
    EXPECT_EQ(link.state(), State::kIdle);
    server_.on_handshake = HangUp;
    Want();
    RunUntilIn(State::kWaiting);
    EXPECT_LE(DelayMs(), Backoff::kFirstCeilingMs);
  }
}

TEST_F(LinkTest, BreaksOnlyASessionThatThereIs) {
  Link& link = Open();
  link.Break(StatusCode::kProtocolError);
  EXPECT_EQ(link.state(), State::kIdle);
  EXPECT_TRUE(told_.empty());
  BeReady();
  link.Break(StatusCode::kProtocolError);
  link.Break(StatusCode::kReadOnly);
  EXPECT_EQ(link.last_error().code(), StatusCode::kProtocolError);
}

TEST_F(LinkTest, IsClosedForGoodAndInSilence) {
  Link& link = Open();
  BeReady();
  told_.clear();
  link.Close();
  Pass(1000);
  link.Break(StatusCode::kTimeout);
  EXPECT_EQ(link.state(), State::kClosed);
  EXPECT_EQ(link.NextDueMs(), kNever);
  EXPECT_TRUE(told_.empty());
}

// Fails attempts until the server is known to be down.
class HurriedLinkTest : public LinkTest {
 protected:
  void BeDown() {
    server_.on_handshake = HangUp;
    Open();
    Want();
    while (!link_->is_down()) Fail();
  }
  void Fail() {
    RunUntilIn(State::kWaiting);
    const int attempts = server_.connections();
    Pass(std::max<int64_t>(DelayMs(), 500));
    RunUntil([&] { return server_.connections() > attempts; });
    RunUntilIn(State::kWaiting);
  }
};

TEST_F(HurriedLinkTest, TriesWithinFiftyMillisecondsThoughTheServerIsDown) {
  BeDown();
  EXPECT_GE(DelayMs(), Backoff::kProbeFloorMs);
  clock_.now_ms += Link::kHurryApartMs;
  link_->Hurry(clock_.now_ms);
  EXPECT_GE(DelayMs(), Backoff::kFloorMs);
  EXPECT_LE(DelayMs(), Backoff::kFirstCeilingMs);
  server_.on_handshake = nullptr;
  PassDelay();
  RunUntilIn(State::kReady);
  EXPECT_FALSE(link_->is_down());
}

TEST_F(HurriedLinkTest, TriesNoSoonerAfterTheLastAttemptThanTheRateAllows) {
  BeDown();
  const int64_t failed_ms = clock_.now_ms;
  for (int i = 0; i < 1000; ++i) link_->Hurry(clock_.now_ms);
  EXPECT_EQ(link_->NextDueMs(), failed_ms + Link::kHurryApartMs);
}

TEST_F(HurriedLinkTest, BeginsNoMoreThanFourAttemptsASecondHoweverManyTheNews) {
  BeDown();
  const int before = server_.connections();
  for (int64_t passed_ms = 0; passed_ms < 3000; passed_ms += 5) {
    link_->Hurry(clock_.now_ms);
    Pass(5);
    if (link_->state() == State::kConnecting) RunUntilIn(State::kWaiting);
  }
  EXPECT_LE(server_.connections() - before, 12);
  EXPECT_GE(server_.connections() - before, 10);
}

TEST_F(HurriedLinkTest, PutsNoAttemptOffThatIsDueEarlier) {
  Open();
  Want();
  server_.on_handshake = HangUp;
  RunUntilIn(State::kWaiting);
  const int64_t due_ms = link_->NextDueMs();
  link_->Hurry(clock_.now_ms);
  EXPECT_EQ(link_->NextDueMs(), due_ms);
}

TEST_F(HurriedLinkTest, LeavesASessionAndAnAttemptAlone) {
  Link& link = Open();
  Want();
  link.Hurry(clock_.now_ms);
  EXPECT_EQ(link.state(), State::kConnecting);
  RunUntilIn(State::kReady);
  link.Hurry(clock_.now_ms);
  EXPECT_EQ(link.state(), State::kReady);
  EXPECT_EQ(server_.connections(), 1);
}

TEST(IsRefusalTest, IsWhatStaysTrueUntilSomebodyChangesASetting) {
  for (const StatusCode code :
       {StatusCode::kAuthFailed, StatusCode::kNoPermission, StatusCode::kTlsFailed,
        StatusCode::kNoDatabase, StatusCode::kProtectedMode, StatusCode::kNotRedis,
        StatusCode::kServerError, StatusCode::kCluster}) {
    EXPECT_TRUE(IsRefusal(code)) << StatusName(code);
  }
  for (const StatusCode code : {StatusCode::kOk, StatusCode::kTimeout, StatusCode::kConnectFailed,
                                StatusCode::kLookupFailed, StatusCode::kLoading,
                                StatusCode::kReadOnly, StatusCode::kProtocolError}) {
    EXPECT_FALSE(IsRefusal(code)) << StatusName(code);
  }
}

}  // namespace
}  // namespace onceonly::redis
