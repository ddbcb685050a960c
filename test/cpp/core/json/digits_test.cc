#include "core/json/digits.h"

#include <gtest/gtest.h>

#include <charconv>
#include <random>
#include <string>

#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

using Find = uint32_t (*)(const char*) noexcept;

uint32_t DigitsOneByOne(const std::string& text) {
  uint32_t digits = 0;
  for (size_t i = 0; i < 16; ++i) digits |= uint32_t{text[i] >= '0' && text[i] <= '9'} << i;
  return digits;
}

void ExpectFindsDigits(Find find) {
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t place = 0; place < 16; ++place) {
      for (const char around : {'0', '9', 'a', '\0', '\xff'}) {
        std::string text(16, around);
        text[place] = static_cast<char>(byte);
        ASSERT_EQ(find(text.data()), DigitsOneByOne(text)) << byte << " at " << place;
      }
    }
  }
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(16, '5');
    for (char& each : text) each = static_cast<char>(random() % 4 == 0 ? random() : '0' + i % 10);
    ASSERT_EQ(find(text.data()), DigitsOneByOne(text));
  }
}

TEST(JsonDigitsTest, FindsDigitsByWords) { ExpectFindsDigits(DigitsByWords); }
TEST(JsonDigitsTest, FindsDigitsInTheFastWay) { ExpectFindsDigits(Digits); }

size_t PlainSize(std::string_view text) {
  const std::string padded = std::string(text) + std::string(JsonBlock::kPadding, '\0');
  return PlainNumberSize(padded.data());
}

TEST(JsonDigitsTest, KnowsLiteralsThatAreTheirOwnText) {
  for (const std::string_view text : {
           "0",
           "7",
           "-7",
           "10",
           "12.5",
           "-12.5",
           "0.1",
           "-0.1",
           "0.25",
           "100000",
           "1.05",
           "123456789012345",
           "-12345678901234",
           "123456789012345",
           "1234567890123.5",
           "1.2345678901234",
           "0.1234567890123",
           "-123456789012345",
           "-1234567890123.5",
       }) {
    EXPECT_EQ(PlainSize(text), text.size()) << text;
    for (const char* after : {",", "}", "]", " ", "\n", ".", "-", "x"}) {
      // A second dot or a sign is behind the literal, and an error of what follows it.
      if (*after == '.' && text.find('.') == text.npos) continue;
      EXPECT_EQ(PlainSize(std::string(text) + after), text.size()) << text << after;
    }
    EXPECT_EQ(PlainSize(std::string(text) + "e1"), 0u) << text;
    EXPECT_EQ(PlainSize(std::string(text) + "E1"), 0u) << text;
  }
}

TEST(JsonDigitsTest, LeavesAllOtherLiteralsToTheGeneralWay) {
  for (const std::string_view text : {
           "-0",
           "0.0",
           "-0.0",
           "1.0",
           "12.50",
           "100.00",
           "0.01",
           "0.000001",
           "0.0000001",
           "1e5",
           "1E5",
           "1.5e3",
           "1234567890123456",
           "9007199254740993",
           "123456789012345.6",
           "1.234567890123456",
           "0.123456789012345",
           "12345678901234567890",
           "1000000000000000000000",
           "1e21",
           "-1234567890123456",
           "-123456789012345.6",
           "-12345678901234.5",
       }) {
    EXPECT_EQ(PlainSize(text), 0u) << text;
  }
}

TEST(JsonDigitsTest, TakesNothingForALiteralThatIsNone) {
  for (const std::string_view text : {
           "",
           "-",
           "--1",
           "01",
           "-01",
           "00",
           "00.5",
           "1.",
           "-1.",
           ".5",
           "-.5",
           "1.e5",
           "+1",
           "a",
           "-a",
           "1234567890123456.",
           "123456789012345.",
           "0123456789012345",
       }) {
    EXPECT_EQ(PlainSize(text), 0u) << text;
  }
}

// A literal followed by an exponent of nothing goes the general way.
TEST(JsonDigitsTest, AgreesWithTheGeneralWay) {
  std::mt19937_64 random(8);
  static constexpr char kAlphabet[] = "00123456789..-eE+";
  size_t plain = 0;
  for (int i = 0; i < 300'000; ++i) {
    std::string text(1 + random() % 18, '1');
    const size_t kinds = random() % 3 == 0 ? sizeof kAlphabet - 1 : 13;
    for (char& each : text) each = kAlphabet[random() % kinds];
    if (random() % 4 == 0) text.insert(0, "-");
    const size_t size = PlainSize(text);
    if (size == 0) continue;
    ++plain;
    const std::string literal = text.substr(0, size);
    ASSERT_EQ(Canonical(literal), literal) << text;
    ASSERT_EQ(FingerprintText(literal + "e0"), literal) << text;
    ASSERT_EQ(Canonical(literal + "e-0"), literal) << text;
  }
  EXPECT_GT(plain, 10'000u);
}

}  // namespace
}  // namespace onceonly::core
