// Which answers are held, and what ends that.
#include "store/replicas.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "redis/server_clock.h"
#include "resp/command.h"
#include "resp/reply_reader.h"

namespace onceonly::store {
namespace {

constexpr char kMet[] = ":2\r\n";
constexpr char kMissed[] = ":1\r\n";

class Told final : public RecordReader {
 public:
  void OnRecord(const View& found) noexcept override {
    text = found.text ? std::string(*found.text) : "nothing";
    left_ms = found.left_ms;
    ++calls;
  }
  void OnWritten(int64_t now_ms) noexcept override {
    written_ms = now_ms;
    ++calls;
  }
  void OnFailed(Status why) noexcept override {
    failure = why.code();
    ++calls;
  }
  void OnElsewhere(std::string_view error) noexcept override {
    text = error;
    ++calls;
  }

  int calls = 0;
  std::string text;
  int64_t left_ms = 0;
  std::optional<int64_t> written_ms;
  StatusCode failure = StatusCode::kOk;
};

class ReplicasTest : public testing::Test, private Replicas::Observer {
 protected:
  // What follows the commands of a write: all that it encodes.
  std::string Encode() {
    resp::CommandWriter out;
    sent_.clear();
    for (redis::Pending next = replicas_.Next(); next.request; next = replicas_.Next()) {
      EXPECT_EQ(next.deadline_ms, kNever);
      next.request->Encode(out, server_clock_, 0);
      sent_.push_back(std::move(next.request));
    }
    return out.Take();
  }
  // The reply to the command `index` of them.
  void Reply(size_t index, const std::string& resp) {
    resp::ReplyReader reader;
    reader.Feed(resp);
    const auto next = reader.Next();
    ASSERT_TRUE(next.ok() && next.value());
    EXPECT_EQ(sent_[index]->OnReply(*next.value(), server_clock_), redis::ReplyVerdict::kDone);
  }
  void WaitIs(const std::string& resp) { Reply(sent_.size() - 1, resp); }

  SystemClock clock_;
  redis::ServerClock server_clock_{&clock_};
  int missing_ = 0;
  Replicas replicas_{2, 100, "idem:wait:{", this};
  std::vector<redis::OwnedRequest> sent_;
  Told told_;

 private:
  void OnReplicasMissing() noexcept override { ++missing_; }
};

TEST_F(ReplicasTest, SendsAWriteAndAWaitWhileAQuestionIsOpen) {
  EXPECT_EQ(Encode(), "");
  RecordReader* const held = replicas_.Hold(&told_, "abc");
  const std::string both =
      "*5\r\n$3\r\nSET\r\n$15\r\nidem:wait:{abc}\r\n$0\r\n\r\n$2\r\nPX\r\n$5\r\n60000\r\n"
      "*3\r\n$4\r\nWAIT\r\n$1\r\n2\r\n$3\r\n100\r\n";
  EXPECT_EQ(Encode(), both);
  EXPECT_EQ(Encode(), both);
  held->OnFailed(StatusCode::kTimeout);
  EXPECT_EQ(Encode(), "");
}

TEST_F(ReplicasTest, IsWaitingUntilEachWaitHasEnded) {
  RecordReader* const held = replicas_.Hold(&told_, "abc");
  EXPECT_FALSE(replicas_.is_waiting());
  Encode();
  EXPECT_TRUE(replicas_.is_waiting());
  WaitIs(kMissed);
  EXPECT_FALSE(replicas_.is_waiting());
  Encode();
  held->OnFailed(StatusCode::kOutcomeUnknown);
  sent_.back()->OnFailure(StatusCode::kOutcomeUnknown);
  EXPECT_FALSE(replicas_.is_waiting());
}

TEST_F(ReplicasTest, TellsWhatWasFoundWhenEnoughReplicasHaveIt) {
  RecordReader* const held = replicas_.Hold(&told_, "abc");
  Encode();
  {
    const std::string gone_later = "a record that is longer than a short string";
    held->OnRecord({gone_later, 7, 9});
  }
  EXPECT_EQ(told_.calls, 0);
  WaitIs(kMet);
  EXPECT_EQ(told_.calls, 1);
  EXPECT_EQ(told_.text, "a record that is longer than a short string");
  EXPECT_EQ(told_.left_ms, 7);
}

TEST_F(ReplicasTest, TellsThatNothingWasFound) {
  RecordReader* const held = replicas_.Hold(&told_, "abc");
  Encode();
  held->OnRecord({std::nullopt, 0, 9});
  WaitIs(kMet);
  EXPECT_EQ(told_.text, "nothing");
}

TEST_F(ReplicasTest, TellsOfAWrite) {
  RecordReader* const held = replicas_.Hold(&told_, "abc");
  Encode();
  held->OnWritten(5);
  EXPECT_EQ(told_.calls, 0);
  WaitIs(":3\r\n");
  EXPECT_EQ(told_.written_ms, 5);
}

TEST_F(ReplicasTest, FailsWhatTooFewReplicasHave) {
  for (const char* const reply : {kMissed, "-ERR unknown command\r\n", "+OK\r\n"}) {
    Told told;
    RecordReader* const held = replicas_.Hold(&told, "abc");
    Encode();
    held->OnWritten(5);
    WaitIs(reply);
    EXPECT_EQ(told.failure, StatusCode::kNotReplicated);
    EXPECT_EQ(told.calls, 1);
  }
}

TEST_F(ReplicasTest, PassesFailuresOnAtOnce) {
  replicas_.Hold(&told_, "abc")->OnFailed(StatusCode::kReadOnly);
  EXPECT_EQ(told_.failure, StatusCode::kReadOnly);
  replicas_.Hold(&told_, "abc")->OnElsewhere("MOVED 1 h:1");
  EXPECT_EQ(told_.text, "MOVED 1 h:1");
  EXPECT_EQ(Encode(), "");
}

TEST_F(ReplicasTest, LosesWhatItHoldsWithTheConnection) {
  RecordReader* const held = replicas_.Hold(&told_, "abc");
  Encode();
  held->OnWritten(5);
  sent_.back()->OnFailure(StatusCode::kOutcomeUnknown);
  EXPECT_EQ(told_.failure, StatusCode::kOutcomeUnknown);
}

TEST_F(ReplicasTest, ReportsThreeMissesInARow) {
  const auto wait = [&](const char* reply) {
    Told told;
    RecordReader* const held = replicas_.Hold(&told, "abc");
    Encode();
    held->OnWritten(5);
    WaitIs(reply);
  };
  wait(kMissed);
  wait(kMissed);
  wait(kMet);
  wait(kMissed);
  wait(kMissed);
  EXPECT_EQ(missing_, 0);
  wait(kMissed);
  EXPECT_EQ(missing_, 1);
  wait(kMissed);
  EXPECT_EQ(missing_, 2);
}

TEST_F(ReplicasTest, TakesAnotherKeyWhenTheSlotHasMoved) {
  RecordReader* const first = replicas_.Hold(&told_, "abc");
  Encode();
  Reply(0, "-MOVED 1 h:1\r\n");
  RecordReader* const second = replicas_.Hold(&told_, "def");
  EXPECT_NE(Encode().find("idem:wait:{def}"), std::string::npos);
  first->OnFailed(StatusCode::kTimeout);
  second->OnFailed(StatusCode::kTimeout);
}

TEST(NoReplicasTest, HoldNothing) {
  Replicas replicas(0, 100, "idem:wait:{", nullptr);
  Told told;
  EXPECT_EQ(replicas.Hold(&told, "abc"), &told);
  EXPECT_EQ(replicas.Next().request, nullptr);
}

}  // namespace
}  // namespace onceonly::store
