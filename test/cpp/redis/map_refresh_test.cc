#include "redis/map_refresh.h"

#include <gtest/gtest.h>

namespace onceonly::redis {
namespace {

constexpr int64_t kStart = 100'000;

class MapRefreshTest : public testing::Test {
 protected:
  void Attempt(int64_t now_ms) {
    refresh_.Begin(now_ms);
    refresh_.End(now_ms);
  }

  MapRefresh refresh_{1};
};

TEST_F(MapRefreshTest, WantsNothingByItself) { EXPECT_EQ(refresh_.DueMs(), kNever); }

TEST_F(MapRefreshTest, AsksAtOnceTheFirstTime) {
  refresh_.OnRedirect(kStart);
  EXPECT_EQ(refresh_.DueMs(), kStart);
}

TEST_F(MapRefreshTest, AsksASecondApartForRedirects) {
  Attempt(kStart);
  refresh_.OnRedirect(kStart + 10);
  EXPECT_EQ(refresh_.DueMs(), kStart + MapRefresh::kApartMs);
  refresh_.OnRedirect(kStart + 20);
  EXPECT_EQ(refresh_.DueMs(), kStart + MapRefresh::kApartMs);
}

TEST_F(MapRefreshTest, AsksMoreOftenWhileANodeIsOutOfReach) {
  Attempt(kStart);
  refresh_.OnBroken(kStart + 1);
  EXPECT_GE(refresh_.DueMs(), kStart + MapRefresh::kBrokenMs / 2);
  EXPECT_LE(refresh_.DueMs(), kStart + MapRefresh::kBrokenMs * 3 / 2);
}

TEST_F(MapRefreshTest, AsksAsOftenInAnOutageHoweverManyQuestionsFail) {
  for (const int64_t apart_ms : {1, 100}) {
    MapRefresh refresh{2};
    int attempts = 0;
    for (int64_t now_ms = kStart; now_ms < kStart + 60'000; now_ms += apart_ms) {
      refresh.OnBroken(now_ms, 3);
      if (refresh.DueMs() > now_ms) continue;
      refresh.Begin(now_ms);
      refresh.End(now_ms);
      ++attempts;
    }
    EXPECT_GE(attempts, 80) << apart_ms;
    EXPECT_LE(attempts, 120) << apart_ms;
  }
}

TEST_F(MapRefreshTest, AsksLessOftenInALongOutage) {
  int64_t now_ms = kStart;
  for (; now_ms < kStart + MapRefresh::kLongMs + 1000; now_ms += 1000) {
    refresh_.OnBroken(now_ms);
    Attempt(now_ms);
  }
  refresh_.OnBroken(now_ms);
  EXPECT_GE(refresh_.DueMs() - (now_ms - 1000), MapRefresh::kLongBrokenMs / 2);
}

TEST_F(MapRefreshTest, AsksLessOftenInALargeCluster) {
  Attempt(kStart);
  refresh_.OnBroken(kStart + 1, 200);
  EXPECT_GE(refresh_.DueMs(), kStart + MapRefresh::kBrokenMs / 2 * 5);
}

TEST_F(MapRefreshTest, ForgetsAnOutageThatIsOver) {
  for (int64_t at = 0; at < MapRefresh::kLongMs + 1000; at += 1000) refresh_.OnBroken(kStart + at);
  const int64_t later_ms = kStart + MapRefresh::kLongMs + 60'000;
  Attempt(later_ms);
  refresh_.OnBroken(later_ms + 1);
  EXPECT_LE(refresh_.DueMs(), later_ms + MapRefresh::kBrokenMs * 3 / 2);
}

TEST_F(MapRefreshTest, HasOneAttemptUnderWay) {
  refresh_.Begin(kStart);
  refresh_.OnBroken(kStart + 1);
  refresh_.OnRedirect(kStart + 1);
  EXPECT_EQ(refresh_.DueMs(), kNever);
  refresh_.End(kStart + 2);
  EXPECT_EQ(refresh_.DueMs(), kNever);
}

TEST_F(MapRefreshTest, AsksForAMapThatIsUsedOnceInAWhile) {
  Attempt(kStart);
  EXPECT_EQ(refresh_.DueMs(), kNever);
  EXPECT_TRUE(refresh_.OnUse());
  EXPECT_FALSE(refresh_.OnUse());
  EXPECT_GE(refresh_.DueMs(), kStart + MapRefresh::kPeriodMs / 2);
  EXPECT_LE(refresh_.DueMs(), kStart + MapRefresh::kPeriodMs * 3 / 2);
}

}  // namespace
}  // namespace onceonly::redis
