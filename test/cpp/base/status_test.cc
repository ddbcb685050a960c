#include "base/status.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace onceonly {
namespace {

TEST(StatusTest, GivesEveryCodeItsOwnName) {
  std::set<std::string_view> names;
  for (int i = 0; i < kStatusCodeCount; ++i) {
    const auto code = static_cast<StatusCode>(i);
    EXPECT_FALSE(StatusMessage(code).empty());
    EXPECT_TRUE(names.insert(StatusName(code)).second) << StatusName(code);
  }
}

TEST(StatusTest, CallsALostReplyAmbiguous) {
  EXPECT_EQ(StatusRetry(StatusCode::kOutcomeUnknown), Retry::kAmbiguous);
  EXPECT_EQ(StatusRetry(StatusCode::kTimeout), Retry::kSafe);
  EXPECT_EQ(StatusRetry(StatusCode::kClosed), Retry::kNo);
}

TEST(ResultTest, HoldsAValueOrAStatus) {
  const Result<std::string> good(std::string("text"));
  EXPECT_TRUE(good.ok());
  EXPECT_TRUE(good.status().ok());
  EXPECT_EQ(good.value(), "text");
  const Result<std::string> bad(Status(StatusCode::kInvalidJson, 7));
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.status().code(), StatusCode::kInvalidJson);
  EXPECT_EQ(bad.status().offset(), 7u);
}

}  // namespace
}  // namespace onceonly
