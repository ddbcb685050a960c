#include "redis/demotion.h"

#include <gtest/gtest.h>

namespace onceonly::redis {
namespace {

TEST(DemotionTest, LosesPatienceAfterASecond) {
  Demotion demotion(Demotion::kPatienceMs);
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 10'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kMasterDown, 10'999));
  EXPECT_TRUE(demotion.OnError(StatusCode::kReadOnly, 11'000));
}

TEST(DemotionTest, ForgetsAfterAPauseAndOnANewConnection) {
  Demotion demotion(Demotion::kPatienceMs);
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 10'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 15'001));
  EXPECT_TRUE(demotion.OnError(StatusCode::kReadOnly, 17'000));
  demotion.Reset();
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 17'001));
}

TEST(DemotionTest, HasNoPatienceWithAServerThatMustBeAPrimary) {
  Demotion demotion(0);
  EXPECT_FALSE(demotion.OnError(StatusCode::kLoading, 10'000));
  EXPECT_TRUE(demotion.OnError(StatusCode::kReadOnly, 10'000));
}

TEST(DemotionTest, LooksAtRefusedWritesOnly) {
  Demotion demotion(Demotion::kPatienceMs);
  EXPECT_FALSE(demotion.OnError(StatusCode::kLoading, 10'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kLoading, 12'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 12'000));
}

}  // namespace
}  // namespace onceonly::redis
