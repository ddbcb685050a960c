#include "redis/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>

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

TEST(BackoffTest, ProbesOnceASecondAtMost) {
  Backoff backoff(1);
  for (int i = 0; i < 1000; ++i) {
    const int64_t delay_ms = backoff.ProbeDelayMs();
    EXPECT_GE(delay_ms, Backoff::kProbeFloorMs);
    EXPECT_LE(delay_ms, Backoff::kCapMs);
  }
}

}  // namespace
}  // namespace onceonly::redis
