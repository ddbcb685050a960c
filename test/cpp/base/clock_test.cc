#include "base/clock.h"

#include <gtest/gtest.h>

namespace onceonly {
namespace {

TEST(MovableClockTest, RunsWithTheSystemAndIsMovedForwardOnly) {
  const SystemClock system;
  MovableClock clock;
  const int64_t before = system.NowMs();
  const int64_t at_start = clock.NowMs();
  EXPECT_GE(at_start, before);
  EXPECT_LE(at_start, system.NowMs());
  clock.Advance(3'600'000);
  clock.Advance(-3'600'000);
  const int64_t earliest = system.NowMs() + 3'600'000;
  const int64_t moved = clock.NowMs();
  EXPECT_GE(moved, earliest);
  EXPECT_LE(moved, system.NowMs() + 3'600'000);
}

}  // namespace
}  // namespace onceonly
