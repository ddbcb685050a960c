#include "redis/pipeline.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "redis/recording.h"

namespace onceonly::redis {
namespace {

constexpr size_t kRoom = size_t{1} << 20;

class PipelineTest : public ::testing::Test {
 protected:
  Pending Make(const std::string& name, int64_t deadline_ms) {
    outcomes_.push_back(std::make_unique<Outcome>());
    return {recorder_.Make({name}, outcomes_.back().get()), deadline_ms};
  }
  void Add(const std::string& name, int64_t deadline_ms = 1000) {
    pipeline_.Add(Make(name, deadline_ms));
  }
  bool Encode(int64_t now_ms, size_t room = kRoom) {
    return pipeline_.Encode(out_, clock_, room, now_ms);
  }
  // What was encoded since the last time: the names of the requests.
  std::string Written() { return Names(out_.Take()); }
  std::string NamesOf(const std::vector<OwnedRequest>& requests) {
    resp::CommandWriter out;
    for (const OwnedRequest& request : requests) request->Encode(out, clock_, 0);
    return Names(out.Take());
  }
  std::string NameOf(const Pending& pending) {
    if (pending.request == nullptr) return "given up";
    resp::CommandWriter out;
    pending.request->Encode(out, clock_, 0);
    return Names(out.Take());
  }

  Pipeline pipeline_;

 private:
  // Of commands of one argument of one letter.
  static std::string Names(const std::string& resp) {
    const std::string head = "*1\r\n$1\r\n";
    std::string names;
    for (size_t at = 0; at < resp.size(); at += head.size() + 3) names += resp[at + head.size()];
    return names;
  }

  const SystemClock local_;
  const ServerClock clock_{&local_};
  resp::CommandWriter out_;
  Recorder recorder_;
  std::vector<std::unique_ptr<Outcome>> outcomes_;
};

TEST_F(PipelineTest, EncodesWhatWaitsInItsOrder) {
  for (const char* name : {"a", "b", "c"}) Add(name);
  EXPECT_TRUE(pipeline_.has_waiting());
  EXPECT_FALSE(Encode(1));
  EXPECT_EQ(Written(), "abc");
  EXPECT_FALSE(pipeline_.has_waiting());
  EXPECT_EQ(pipeline_.in_flight(), 3u);
  EXPECT_EQ(pipeline_.size(), 3u);
}

TEST_F(PipelineTest, StopsWhereThereIsNoMoreRoom) {
  for (const char* name : {"a", "b", "c"}) Add(name);
  Encode(1, 12);
  EXPECT_EQ(Written(), "ab");
  EXPECT_EQ(pipeline_.size(), 3u);
  Encode(2, 0);
  EXPECT_EQ(Written(), "");
  Encode(3);
  EXPECT_EQ(Written(), "c");
}

TEST_F(PipelineTest, PutsOneMorePastThoseThatWait) {
  Add("a");
  Encode(1, 1);
  Add("b");
  resp::CommandWriter out;
  const SystemClock local;
  pipeline_.EncodeNow(Make("t", 50), out, ServerClock(&local), 2);
  EXPECT_EQ(pipeline_.in_flight(), 2u);
  EXPECT_EQ(NameOf(pipeline_.TakeAnswered()), "a");
  EXPECT_EQ(NameOf(pipeline_.TakeAnswered()), "t");
  EXPECT_TRUE(pipeline_.has_waiting());
}

TEST_F(PipelineTest, LeavesWhatIsLateInItsOrder) {
  Add("a", 10);
  Add("b", 1000);
  Add("c", 20);
  Add("d", 30);
  EXPECT_TRUE(Encode(30));
  EXPECT_EQ(Written(), "b");
  EXPECT_TRUE(pipeline_.has_waiting());
  EXPECT_EQ(NamesOf(pipeline_.TakeExpiredWaiting(30)), "acd");
  EXPECT_FALSE(pipeline_.has_waiting());
}

TEST_F(PipelineTest, TakesThoseAloneWhoseTimeHasPassed) {
  Add("a", 10);
  Add("b", 20);
  Add("c", 10);
  EXPECT_EQ(NamesOf(pipeline_.TakeExpiredWaiting(9)), "");
  EXPECT_EQ(NamesOf(pipeline_.TakeExpiredWaiting(10)), "ac");
  Encode(15);
  EXPECT_EQ(Written(), "b");
}

// The requests of this test have no key.
TEST_F(PipelineTest, LeavesRequestsWithoutAKey) {
  Add("a", 10);
  EXPECT_EQ(NamesOf(pipeline_.TakeWithKeys()), "");
  Encode(5);
  EXPECT_EQ(Written(), "a");
}

TEST_F(PipelineTest, KeepsThePlaceOfARequestThatWasGivenUp) {
  Add("a", 10);
  Add("b", 20);
  Encode(1);
  EXPECT_EQ(NamesOf(pipeline_.GiveUpExpired(10)), "a");
  EXPECT_EQ(NamesOf(pipeline_.GiveUpExpired(10)), "");
  EXPECT_EQ(pipeline_.in_flight(), 2u);
  EXPECT_EQ(NameOf(pipeline_.TakeAnswered()), "given up");
  EXPECT_EQ(NameOf(pipeline_.TakeAnswered()), "b");
  EXPECT_EQ(pipeline_.in_flight(), 0u);
}

TEST_F(PipelineTest, KnowsSinceWhenAReplyIsOwed) {
  EXPECT_EQ(pipeline_.OldestUnansweredMs(), kNever);
  Add("a", 5);
  EXPECT_EQ(pipeline_.OldestUnansweredMs(), kNever);
  Encode(3);
  Add("b");
  Encode(7);
  EXPECT_EQ(pipeline_.OldestUnansweredMs(), 3);
  pipeline_.GiveUpExpired(5);
  EXPECT_EQ(pipeline_.OldestUnansweredMs(), 3);
  pipeline_.TakeAnswered();
  EXPECT_EQ(pipeline_.OldestUnansweredMs(), 7);
}

TEST_F(PipelineTest, KnowsTheNextDeadline) {
  EXPECT_EQ(pipeline_.NextDeadlineMs(), kNever);
  Add("a", 30);
  Encode(1);
  Add("b", 40);
  EXPECT_EQ(pipeline_.NextDeadlineMs(), 30);
  pipeline_.GiveUpExpired(30);
  EXPECT_EQ(pipeline_.NextDeadlineMs(), 40);
}

TEST_F(PipelineTest, GivesUpEverythingOldestFirst) {
  Add("a", 10);
  Add("b");
  Add("c");
  Encode(1);
  pipeline_.GiveUpExpired(10);
  Add("d");
  Add("e");
  EXPECT_EQ(NamesOf(pipeline_.TakeInFlight()), "bc");
  EXPECT_EQ(NamesOf(pipeline_.TakeWaiting()), "de");
  EXPECT_EQ(pipeline_.size(), 0u);
}

}  // namespace
}  // namespace onceonly::redis
