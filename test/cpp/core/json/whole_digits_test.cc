#include "core/json/whole_digits.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace onceonly::core {
namespace {

constexpr double kTwoTo53 = 9007199254740992.0;

std::string Written(double value) {
  char buffer[kMaxDoubleDigits];
  return std::string(WholeDigits(value, buffer));
}

std::string Expected(double value) {
  char text[kMaxDoubleDigits];
  const auto printed = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 0);
  return {text, printed.ptr};
}

TEST(WholeDigitsTest, WritesTheSmallestAndTheLargest) {
  EXPECT_EQ(Written(kTwoTo53), "9007199254740992");
  EXPECT_EQ(Written(1e22), "10000000000000000000000");
  constexpr double kLargest = std::numeric_limits<double>::max();
  EXPECT_EQ(Written(kLargest).size(), kMaxDoubleDigits);
  EXPECT_EQ(Written(kLargest), Expected(kLargest));
}

TEST(WholeDigitsTest, WritesEveryPowerOfTwoAndItsNeighbours) {
  for (double value = kTwoTo53 * 2; std::isfinite(value); value *= 2) {
    for (const double each : {std::nextafter(value, 0.0), value, std::nextafter(value, INFINITY)}) {
      ASSERT_EQ(Written(each), Expected(each));
    }
  }
}

TEST(WholeDigitsTest, WritesWhatToCharsWrites) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 50'000; ++i) {
    const double value = std::fabs(std::bit_cast<double>(static_cast<uint64_t>(random())));
    if (value < kTwoTo53 || !std::isfinite(value)) continue;
    ASSERT_EQ(Written(value), Expected(value));
  }
}

}  // namespace
}  // namespace onceonly::core
