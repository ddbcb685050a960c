#include "net/deadline_timer.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "net/loop_fixture.h"
#include "net/prepare.h"

namespace onceonly::net {
namespace {

class DeadlineTimerTest : public LoopTest {
 protected:
  DeadlineTimer& Open() {
    timer_ = std::make_unique<DeadlineTimer>(loop(), [this](int64_t now_ms) {
      due_ms_.push_back(now_ms);
      if (closes_) timer_->Close();
    });
    return *timer_;
  }
  int64_t Now() const { return clock_.NowMs(); }
  void RunUntilDue(size_t times) {
    RunUntil([&] { return due_ms_.size() >= times; });
  }
  // Spends time without turning the loop, as a long computation of the application does.
  void BlockLoopUntil(int64_t end_ms) const {
    while (Now() < end_ms) {
    }
  }

  const SystemClock clock_;
  std::unique_ptr<DeadlineTimer> timer_;
  std::vector<int64_t> due_ms_;
  bool closes_ = false;
};

TEST_F(DeadlineTimerTest, FiresOnceAtTheEarliestMoment) {
  DeadlineTimer& timer = Open();
  const int64_t now_ms = Now();
  timer.WakeBy(now_ms + 60'000, now_ms);
  timer.WakeBy(now_ms + 10, now_ms);
  timer.WakeBy(now_ms + 30'000, now_ms);
  timer.WakeBy(kNever, now_ms);
  RunUntilDue(1);
  EXPECT_GE(due_ms_[0], now_ms + 9);
  timer.SetRef(true);
  RunToEnd();
  EXPECT_EQ(due_ms_.size(), 1u);
}

TEST_F(DeadlineTimerTest, FiresSoonForAMomentThatHasPassed) {
  DeadlineTimer& timer = Open();
  const int64_t now_ms = Now();
  timer.WakeBy(now_ms - 5, now_ms);
  RunUntilDue(1);
  EXPECT_EQ(due_ms_.size(), 1u);
}

// All that the loop has to do happens before it waits: a test that waits on for more would hang.
TEST_F(DeadlineTimerTest, FiresInATurnThatBeginsLate) {
  DeadlineTimer& timer = Open();
  const int64_t now_ms = Now();
  timer.WakeBy(now_ms + 1, now_ms);
  BlockLoopUntil(now_ms + 5);
  RunUntilDue(1);
  EXPECT_EQ(due_ms_.size(), 1u);
}

TEST_F(DeadlineTimerTest, KeepsTheLoopAliveOnlyWhereItIsAsked) {
  DeadlineTimer& timer = Open();
  timer.WakeBy(Now() + 60'000, Now());
  RunToEnd();
  EXPECT_TRUE(due_ms_.empty());
  timer.WakeBy(Now() + 5, Now());
  timer.SetRef(true);
  RunToEnd();
  EXPECT_EQ(due_ms_.size(), 1u);
}

// What the turn between sees is what a read of the socket would bring.
TEST_F(DeadlineTimerTest, LetsTheLoopReadFirstWhenItWasBlocked) {
  DeadlineTimer& timer = Open();
  int turns_before_due = 0;
  Prepare turn(loop(), [&] { turns_before_due += due_ms_.empty() ? 1 : 0; });
  const int64_t now_ms = Now();
  timer.WakeBy(now_ms + 1, now_ms);
  turn.Start();
  BlockLoopUntil(now_ms + 1 + DeadlineTimer::kLateMs + 30);
  RunUntilDue(1);
  EXPECT_GE(turns_before_due, 1);
  EXPECT_EQ(due_ms_.size(), 1u);
}

TEST_F(DeadlineTimerTest, TellsItsOwnerThoughTheLoopStaysLate) {
  DeadlineTimer& timer = Open();
  Prepare turn(loop(), [&] { BlockLoopUntil(Now() + 2 * DeadlineTimer::kLateMs); });
  timer.WakeBy(Now() + 1, Now());
  turn.Start();
  RunUntilDue(1);
  EXPECT_EQ(due_ms_.size(), 1u);
}

TEST_F(DeadlineTimerTest, MayBeClosedByWhatItCalls) {
  DeadlineTimer& timer = Open();
  closes_ = true;
  timer.WakeBy(Now() + 1, Now());
  RunUntilDue(1);
  timer.WakeBy(Now() + 1, Now());
  timer.SetRef(true);
  RunToEnd();
  EXPECT_EQ(due_ms_.size(), 1u);
}

}  // namespace
}  // namespace onceonly::net
