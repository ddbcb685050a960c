#include "core/json/read_double.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace onceonly::core {
namespace {

std::string Scientific(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr};
}

void ExpectRead(const std::string& literal, double value) {
  EXPECT_EQ(std::bit_cast<uint64_t>(ReadDouble(literal)), std::bit_cast<uint64_t>(value))
      << literal;
}

TEST(ReadDoubleTest, ReadsTheTextOfEveryDoubleBack) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 50'000; ++i) {
    const auto value = std::bit_cast<double>(static_cast<uint64_t>(random()));
    if (std::isfinite(value)) ExpectRead(Scientific(value), value);
  }
}

TEST(ReadDoubleTest, TakesTheNearestDoubleOfLongLiterals) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20'000; ++i) {
    std::string literal = std::to_string(random()) + "." + std::to_string(random()) +
                          std::to_string(random()) + "e" +
                          std::to_string(int(random() % 600) - 300);
    double nearest = 0;
    const auto parsed = std::from_chars(literal.data(), literal.data() + literal.size(), nearest);
    if (parsed.ec == std::errc()) ExpectRead(literal, nearest);
  }
}

// Halfway between two doubles the even one is the nearest, and one digit more decides otherwise.
TEST(ReadDoubleTest, RoundsHalfwayLiteralsToTheEvenDouble) {
  ExpectRead("9007199254740993", 9007199254740992.0);
  ExpectRead("9007199254740993." + std::string(800, '0') + "1", 9007199254740994.0);
  ExpectRead("9007199254740995", 9007199254740996.0);
}

TEST(ReadDoubleTest, TellsTooLargeFromTooSmall) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  ExpectRead("1e400", kInfinity);
  ExpectRead("-1e400", -kInfinity);
  ExpectRead("1e99999999999999999999", kInfinity);
  ExpectRead("0." + std::string(400, '0') + "1e1000", kInfinity);
  ExpectRead("1e-400", 0.0);
  ExpectRead("-1e-400", -0.0);
  ExpectRead("1" + std::string(400, '0') + "e-1000", 0.0);
  ExpectRead("5e-324", std::numeric_limits<double>::denorm_min());
}

}  // namespace
}  // namespace onceonly::core
