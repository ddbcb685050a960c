#include "redis/server_clock.h"

#include <gtest/gtest.h>

#include <chrono>

namespace onceonly::redis {
namespace {

class StandingClock final : public Clock {
 public:
  explicit StandingClock(int64_t now_ms) : now_ms_(now_ms) {}
  int64_t NowMs() const noexcept override { return now_ms_; }

 private:
  const int64_t now_ms_;
};

TEST(ServerClockTest, FollowsTheLastReply) {
  const StandingClock local(600);
  ServerClock clock(&local);
  EXPECT_FALSE(clock.is_known());
  clock.ReadAt(500);
  clock.Learn(1'000'000);
  EXPECT_TRUE(clock.is_known());
  EXPECT_EQ(clock.ToServerMs(500), 1'000'000);
  EXPECT_EQ(clock.ToServerMs(750), 1'000'250);
  clock.ReadAt(1500);
  clock.Learn(900'000);
  EXPECT_EQ(clock.ToServerMs(1400), 899'900);
}

TEST(ServerClockTest, TakesTheLocalWallClockUntilItLearns) {
  const StandingClock local(50);
  const ServerClock clock(&local);
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const int64_t wall_ms = std::chrono::duration_cast<std::chrono::milliseconds>(wall).count();
  EXPECT_GE(clock.ToServerMs(70), wall_ms + 20);
  EXPECT_LT(clock.ToServerMs(70), wall_ms + 3'600'000);
}

}  // namespace
}  // namespace onceonly::redis
