#include "redis/demotion.h"

#include <gtest/gtest.h>

namespace onceonly::redis {
namespace {

TEST(DemotionTest, LosesPatienceAfterASecond) {
  Demotion demotion;
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 10'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kMasterDown, 11'000));
  EXPECT_TRUE(demotion.OnError(StatusCode::kReadOnly, 11'001));
}

TEST(DemotionTest, ForgetsAfterAPauseAndOnANewConnection) {
  Demotion demotion;
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 10'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 15'001));
  EXPECT_TRUE(demotion.OnError(StatusCode::kReadOnly, 17'000));
  demotion.Reset();
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 17'001));
}

TEST(DemotionTest, LooksAtRefusedWritesOnly) {
  Demotion demotion;
  EXPECT_FALSE(demotion.OnError(StatusCode::kLoading, 10'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kLoading, 12'000));
  EXPECT_FALSE(demotion.OnError(StatusCode::kReadOnly, 12'000));
}

}  // namespace
}  // namespace onceonly::redis
