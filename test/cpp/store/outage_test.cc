#include "store/outage.h"

#include <gtest/gtest.h>

namespace onceonly::store {
namespace {

// Down for a second, at 11,000.
Outage On() {
  Outage outage(7);
  outage.OnDown(10'000);
  outage.OnDown(11'000);
  return outage;
}

TEST(OutageTest, BeginsAfterASecondWithoutAnotherAnswer) {
  Outage outage(7);
  outage.OnDown(10'000);
  outage.OnDown(10'999);
  EXPECT_TRUE(outage.LetsThrough(10'999));
  EXPECT_FALSE(outage.is_on());
  outage.OnAnswer();
  outage.OnDown(11'000);
  outage.OnDown(11'999);
  EXPECT_FALSE(outage.is_on());
  outage.OnDown(12'000);
  EXPECT_TRUE(outage.is_on());
  EXPECT_FALSE(outage.LetsThrough(12'000));
}

TEST(OutageTest, LetsOneQuestionThroughASecond) {
  Outage outage = On();
  int let_through = 0;
  for (int64_t now_ms = 11'000; now_ms < 21'000; ++now_ms) {
    if (!outage.LetsThrough(now_ms)) continue;
    ++let_through;
    outage.OnDown(now_ms);
  }
  EXPECT_GE(let_through, 10 - 1);
  EXPECT_LE(let_through, 13);
}

TEST(OutageTest, EndsWithTheFirstAnswer) {
  Outage outage = On();
  outage.OnAnswer();
  EXPECT_FALSE(outage.is_on());
  EXPECT_TRUE(outage.LetsThrough(11'001));
}

TEST(OutageTest, LetsOneQuestionThroughWhenThereIsNews) {
  Outage outage = On();
  outage.OnNews();
  EXPECT_TRUE(outage.is_on());
  EXPECT_TRUE(outage.LetsThrough(11'001));
  EXPECT_FALSE(outage.LetsThrough(11'002));
}

TEST(OutageTest, IsNoNewsToANodeThatIsUp) {
  Outage outage(7);
  outage.OnNews();
  EXPECT_FALSE(outage.is_on());
  EXPECT_TRUE(outage.LetsThrough(1));
  EXPECT_TRUE(outage.LetsThrough(1));
}

TEST(OutageTest, ForgetsAfterAPause) {
  Outage outage(7);
  outage.OnDown(10'000);
  outage.OnDown(15'001);
  EXPECT_FALSE(outage.is_on());
}

}  // namespace
}  // namespace onceonly::store
