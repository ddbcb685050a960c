// The three small clocks of the client: backoff, the server's time, and how long a server has
// refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "redis/backoff.h"
#include "redis/demotion.h"
#include "redis/server_clock.h"

namespace onceonly::redis {
namespace {

TEST(BackoffTest, DoublesItsCeilingUpToTheCap) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    Backoff backoff(seed);
    int64_t ceiling_ms = Backoff::kFirstCeilingMs;
    for (int attempt = 0; attempt < 12; ++attempt) {
      const int64_t delay_ms = backoff.NextDelayMs();
      EXPECT_GE(delay_ms, Backoff::kFloorMs);
      EXPECT_LE(delay_ms, ceiling_ms);
      ceiling_ms = std::min(ceiling_ms * 2, Backoff::kCapMs);
    }
    backoff.Reset();
    EXPECT_LE(backoff.NextDelayMs(), Backoff::kFirstCeilingMs);
  }
}

TEST(BackoffTest, SpreadsItsDelays) {
  int64_t least_ms = Backoff::kCapMs;
  int64_t most_ms = 0;
  Backoff backoff(1);
  for (int i = 0; i < 1000; ++i) {
    const int64_t delay_ms = backoff.NextDelayMs();
    least_ms = std::min(least_ms, delay_ms);
    most_ms = std::max(most_ms, delay_ms);
  }
  EXPECT_LT(least_ms, 100);
  EXPECT_GT(most_ms, 900);
}

class StandingClock final : public Clock {
 public:
  explicit StandingClock(int64_t now_ms) : now_ms_(now_ms) {}
  int64_t NowMs() const noexcept override { return now_ms_; }

 private:
  const int64_t now_ms_;
};

TEST(ServerClockTest, FollowsTheLastReply) {
  ServerClock clock;
  clock.Learn(1'000'000, 500);
  EXPECT_EQ(clock.ToServerMs(500, StandingClock(600)), 1'000'000);
  EXPECT_EQ(clock.ToServerMs(750, StandingClock(600)), 1'000'250);
  clock.Learn(900'000, 1500);
  EXPECT_EQ(clock.ToServerMs(1400, StandingClock(1500)), 899'900);
}

TEST(ServerClockTest, TakesTheLocalWallClockUntilItLearns) {
  const ServerClock clock;
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const int64_t wall_ms = std::chrono::duration_cast<std::chrono::milliseconds>(wall).count();
  EXPECT_GE(clock.ToServerMs(70, StandingClock(50)), wall_ms + 20);
  EXPECT_LT(clock.ToServerMs(70, StandingClock(50)), wall_ms + 3'600'000);
}

TEST(RefusalWatchTest, LosesPatienceAfterASecond) {
  Demotion watch;
  EXPECT_FALSE(watch.OnError(StatusCode::kReadOnly, 10'000));
  EXPECT_FALSE(watch.OnError(StatusCode::kMasterDown, 11'000));
  EXPECT_TRUE(watch.OnError(StatusCode::kReadOnly, 11'001));
}

TEST(RefusalWatchTest, ForgetsAfterAPauseAndOnANewConnection) {
  Demotion watch;
  EXPECT_FALSE(watch.OnError(StatusCode::kReadOnly, 10'000));
  EXPECT_FALSE(watch.OnError(StatusCode::kReadOnly, 15'001));
  EXPECT_TRUE(watch.OnError(StatusCode::kReadOnly, 17'000));
  watch.Reset();
  EXPECT_FALSE(watch.OnError(StatusCode::kReadOnly, 17'001));
}

TEST(RefusalWatchTest, LooksAtRefusedWritesOnly) {
  Demotion watch;
  EXPECT_FALSE(watch.OnError(StatusCode::kLoading, 10'000));
  EXPECT_FALSE(watch.OnError(StatusCode::kLoading, 12'000));
  EXPECT_FALSE(watch.OnError(StatusCode::kReadOnly, 12'000));
}

}  // namespace
}  // namespace onceonly::redis
