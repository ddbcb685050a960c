#include "base/ascii.h"

#include <gtest/gtest.h>

namespace onceonly {
namespace {

TEST(AsciiTest, ReadsWhatItWritesAsAHexadecimalDigit) {
  for (uint32_t value = 0; value < 16; ++value) {
    EXPECT_EQ(HexValue(HexDigit(value)), static_cast<int>(value));
    EXPECT_EQ(HexDigit(value + 16), HexDigit(value));
  }
  EXPECT_EQ(HexDigit(10), 'a');
  EXPECT_EQ(HexValue('F'), 15);
}

TEST(AsciiTest, KnowsTwentyTwoHexadecimalDigits) {
  int digits = 0;
  for (int code = 0; code < 256; ++code) digits += HexValue(static_cast<char>(code)) != kNoHex;
  EXPECT_EQ(digits, 22);
}

TEST(AsciiTest, LowersLettersAndNothingElse) {
  int changed = 0;
  for (int code = 0; code < 256; ++code) {
    const char letter = static_cast<char>(code);
    if (LowerCase(letter) == letter) continue;
    EXPECT_EQ(LowerCase(letter), static_cast<char>(code + 0x20));
    ++changed;
  }
  EXPECT_EQ(changed, 26);
  EXPECT_EQ(LowerCase(std::string_view("REDIS://[\xc3\x84]")), "redis://[\xc3\x84]");
}

}  // namespace
}  // namespace onceonly
