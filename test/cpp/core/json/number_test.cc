#include "core/json/number.h"

#include <gtest/gtest.h>

#include <charconv>
#include <limits>
#include <random>

#include "core/json/canonical_text.h"
#include "core/json/printed_number.h"

namespace onceonly::core {
namespace {

struct TextCase {
  std::string_view json;
  std::string_view text;
};

void ExpectInBothForms(std::initializer_list<TextCase> cases) {
  for (const TextCase& c : cases) {
    EXPECT_EQ(Canonical(c.json), c.text) << c.json;
    EXPECT_EQ(FingerprintText(c.json), c.text) << c.json;
  }
}

TEST(JsonNumberTest, WritesEqualDoublesInOneWay) {
  ExpectInBothForms({
      {"-0", "0"},
      {"-0.0", "0"},
      {"0.000", "0"},
      {"-0e7", "0"},
      {"0e99999", "0"},
      {"1.0", "1"},
      {"-1.0", "-1"},
      {"10.00", "10"},
      {"100", "100"},
      {"19.90", "19.9"},
      {"1E3", "1000"},
      {"1e+3", "1000"},
      {"1e03", "1000"},
      {"1000000e-6", "1"},
      {"0.1e1", "1"},
      {"123456789012345", "123456789012345"},
      {"-123456789012345", "-123456789012345"},
      {"1234567890123.45", "1234567890123.45"},
      {"0.1000000000000000055511151231257827021181583404541015625", "0.1"},
      {"0.000001", "0.000001"},
      {"0.0000010", "0.000001"},
      {"-0.000001", "-0.000001"},
      {"0.0000001", "1e-7"},
      {"0.00000012", "1.2e-7"},
      {"0.0000000", "0"},
      {"0.3", "0.3"},
      {"0.30000000000000004", "0.30000000000000004"},
      {"999999999999999.9", "999999999999999.9"},
  });
}

TEST(JsonNumberTest, RoundsToTheNearestDouble) {
  ExpectInBothForms({
      {"9007199254740993.0", "9007199254740992"},
      {"9007199254740993e0", "9007199254740992"},
      {"2.4703282292062327e-324", "0"},
      {"2.4703282292062328e-324", "5e-324"},
      {"4.94e-324", "5e-324"},
      {"-3e-324", "-5e-324"},
      {"1.7976931348623158e308", "1.7976931348623157e+308"},
  });
}

TEST(JsonNumberTest, TakesWhatIsTooSmallForZero) {
  ExpectInBothForms({
      {"1e-400", "0"},
      {"-1e-400", "0"},
      {"1e-99999999999999999999999", "0"},
  });
  const std::string zeros(400, '0');
  ExpectInBothForms({{"0." + zeros + "1", "0"}, {"0." + zeros + "1e5", "0"}});
  EXPECT_EQ(FingerprintText("0." + zeros + "1e401"), "1");
  EXPECT_EQ(FingerprintText("1" + zeros + "e-400"), "1");
}

TEST(JsonNumberTest, RefusesOverflowInTheStrictFormOnly) {
  const std::string digits(400, '9');
  struct Case {
    std::string json;
    std::string kept;
  };
  for (const Case& c : {
           Case{"1e400", "1e400"},
           Case{"1E400", "1e400"},
           Case{"-1E+400", "-1e+400"},
           Case{"1.5E99999999999999999999999", "1.5e99999999999999999999999"},
           Case{"1.7976931348623159e308", "1.7976931348623159e308"},
           Case{digits, digits},
           Case{digits + ".5", digits + ".5"},
           Case{digits + "e-5", digits + "e-5"},
       }) {
    EXPECT_EQ(Canonical(c.json), "NUMBER_RANGE at 0") << c.json;
    EXPECT_EQ(FingerprintText(c.json), c.kept) << c.json;
  }
  EXPECT_EQ(Canonical("[1, 1e400]"), "NUMBER_RANGE at 4");
}

TEST(JsonNumberTest, KeepsTheDigitsOfIntegersThatNoDoubleHolds) {
  struct Case {
    std::string_view json;
    std::string_view canonical;
  };
  for (const Case& c : {
           Case{"9007199254740993", "9007199254740992"},
           Case{"-9007199254740993", "-9007199254740992"},
           Case{"9007199254740995", "9007199254740996"},
           Case{"1234567890123456789", "1234567890123456800"},
           Case{"9999999999999999999", "10000000000000000000"},
           Case{"12345678901234567890", "12345678901234567000"},
           Case{"18446744073709551617", "18446744073709552000"},
           Case{"100000000000000000000001", "1.0000000000000001e+23"},
           Case{"-123456789012345678901234567890", "-1.2345678901234568e+29"},
       }) {
    EXPECT_EQ(Canonical(c.json), c.canonical) << c.json;
    EXPECT_EQ(FingerprintText(c.json), c.json) << c.json;
  }
}

TEST(JsonNumberTest, WritesIntegersThatADoubleHoldsAsTheDouble) {
  ExpectInBothForms({
      {"9007199254740992", "9007199254740992"},
      {"9007199254740994", "9007199254740994"},
      {"1152921504606846976", "1152921504606847000"},
      {"1.152921504606846976e18", "1152921504606847000"},
      {"9223372036854775808", "9223372036854776000"},
      {"18446744073709551616", "18446744073709552000"},
      {"100000000000000000000", "100000000000000000000"},
      {"1000000000000000000000", "1e+21"},
      {"-1000000000000000000000", "-1e+21"},
      {"1e21", "1e+21"},
      {"99999999999999991611392", "1e+23"},
      {"1267650600228229401496703205376", "1.2676506002282294e+30"},
  });
}

// ECMAScript writes 2^60 with digits that are no double themselves; from JSON.stringify they must
// mean 2^60.
TEST(JsonNumberTest, GivesADoubleAndItsEcmaScriptTextOneFingerprint) {
  EXPECT_EQ(FingerprintText("1152921504606847000"), FingerprintText("1152921504606846976"));
  EXPECT_NE(FingerprintText("1152921504606847001"), FingerprintText("1152921504606846976"));
}

TEST(JsonNumberTest, WritesTheLargestDoubleAsTheDouble) {
  char digits[400];
  const auto printed = std::to_chars(digits, digits + sizeof digits,
                                     std::numeric_limits<double>::max(), std::chars_format::fixed);
  const std::string exact(digits, printed.ptr);
  ASSERT_EQ(exact.size(), 309u);
  EXPECT_EQ(FingerprintText(exact), "1.7976931348623157e+308");
  std::string next = exact;
  ++next.back();
  EXPECT_EQ(FingerprintText(next), next);
  EXPECT_EQ(FingerprintText("9" + exact.substr(1)), "9" + exact.substr(1));
}

// The short cut for plain decimals must agree with the way over the double.
TEST(JsonNumberTest, GivesPlainDecimalsTheTextOfTheirDouble) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 50'000; ++i) {
    std::string literal = std::to_string(random() % 1'000'000'000'000'000 >> (random() % 50));
    const size_t decimals = random() % 8;
    if (decimals > 0)
      literal += "." + std::string(random() % 5, '0') + std::to_string(random() % 1000);
    if (random() % 2 == 0) literal.insert(0, "-");
    double value = 0;
    std::from_chars(literal.data(), literal.data() + literal.size(), value);
    ASSERT_EQ(Canonical(literal), Print(value)) << literal;
  }
}

}  // namespace
}  // namespace onceonly::core
