#include "redis/breaker.h"

#include <gtest/gtest.h>

namespace onceonly::redis {
namespace {

TEST(BreakerTest, OpensWhenConnectionsHaveFailedForASecond) {
  Breaker breaker;
  EXPECT_TRUE(breaker.is_calm());
  breaker.OnFailure(5000);
  EXPECT_FALSE(breaker.is_calm());
  breaker.OnFailure(5000 + Breaker::kPatienceMs - 1);
  EXPECT_FALSE(breaker.is_open());
  breaker.OnFailure(5000 + Breaker::kPatienceMs);
  EXPECT_TRUE(breaker.is_open());
}

TEST(BreakerTest, OpensAtOnceWhenItIsRefused) {
  Breaker breaker;
  breaker.OnRefusal();
  EXPECT_TRUE(breaker.is_open());
}

TEST(BreakerTest, ForgetsEverythingAtAGoodConnection) {
  Breaker breaker;
  breaker.OnRefusal();
  breaker.Reset();
  EXPECT_FALSE(breaker.is_open());
  EXPECT_TRUE(breaker.is_calm());
  breaker.OnFailure(100'000);
  EXPECT_FALSE(breaker.is_open());
}

}  // namespace
}  // namespace onceonly::redis
