#include "core/json/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <random>

#include "core/json/canonical_text.h"
#include "core/json/printed_number.h"

namespace onceonly::core {
namespace {

struct BitsCase {
  uint64_t bits;
  std::string_view text;
};

// RFC 8785 appendix B, without NaN and Infinity, which JSON text cannot hold.
TEST(NumberTextTest, PrintsTheTableOfRfc8785) {
  for (const BitsCase& c : {
           BitsCase{0x0000000000000000, "0"},
           BitsCase{0x8000000000000000, "0"},
           BitsCase{0x0000000000000001, "5e-324"},
           BitsCase{0x8000000000000001, "-5e-324"},
           BitsCase{0x7fefffffffffffff, "1.7976931348623157e+308"},
           BitsCase{0xffefffffffffffff, "-1.7976931348623157e+308"},
           BitsCase{0x4340000000000000, "9007199254740992"},
           BitsCase{0xc340000000000000, "-9007199254740992"},
           BitsCase{0x4430000000000000, "295147905179352830000"},
           BitsCase{0x44b52d02c7e14af5, "9.999999999999997e+22"},
           BitsCase{0x44b52d02c7e14af6, "1e+23"},
           BitsCase{0x44b52d02c7e14af7, "1.0000000000000001e+23"},
           BitsCase{0x444b1ae4d6e2ef4e, "999999999999999700000"},
           BitsCase{0x444b1ae4d6e2ef4f, "999999999999999900000"},
           BitsCase{0x444b1ae4d6e2ef50, "1e+21"},
           BitsCase{0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
           BitsCase{0x3eb0c6f7a0b5ed8d, "0.000001"},
           BitsCase{0x41b3de4355555553, "333333333.3333332"},
           BitsCase{0x41b3de4355555554, "333333333.33333325"},
           BitsCase{0x41b3de4355555555, "333333333.3333333"},
           BitsCase{0x41b3de4355555556, "333333333.3333334"},
           BitsCase{0x41b3de4355555557, "333333333.33333343"},
           BitsCase{0xbecbf647612f3696, "-0.0000033333333333333333"},
           BitsCase{0x43143ff3c1cb0959, "1424953923781206.2"},
       }) {
    const double value = std::bit_cast<double>(c.bits);
    EXPECT_EQ(Print(value), c.text);
    EXPECT_EQ(Canonical(c.text), c.text);
  }
}

TEST(NumberTextTest, ChangesLayoutWhereEcmaScriptDoes) {
  EXPECT_EQ(Print(1e20), "100000000000000000000");
  EXPECT_EQ(Print(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(Print(1e21), "1e+21");
  EXPECT_EQ(Print(1.5e300), "1.5e+300");
  EXPECT_EQ(Print(0.00001), "0.00001");
  EXPECT_EQ(Print(1e-6), "0.000001");
  EXPECT_EQ(Print(1e-7), "1e-7");
  EXPECT_EQ(Print(-1.25e-9), "-1.25e-9");
  EXPECT_EQ(Print(-0.1), "-0.1");
  EXPECT_EQ(Print(100), "100");
  EXPECT_EQ(Print(2.2250738585072014e-308), "2.2250738585072014e-308");
}

// Random bits are mostly huge or tiny; scaled integers are what payloads hold.
double RandomDouble(std::mt19937_64& random) {
  if (random() % 2 == 0) {
    const double value = std::bit_cast<double>(random());
    return std::isfinite(value) ? value : 1;
  }
  return static_cast<double>(static_cast<int64_t>(random()) >> (random() % 64)) /
         std::pow(10, random() % 12);
}

TEST(NumberTextTest, ReadsBackEveryDoubleItPrints) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 50'000; ++i) {
    const double value = RandomDouble(random);
    const std::string text = Print(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(back, value) << text;
    ASSERT_EQ(Canonical(text), text);
    ASSERT_EQ(FingerprintText(text), text);
  }
}

}  // namespace
}  // namespace onceonly::core
