#include "core/json/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace onceonly::core {
namespace {

std::string Encoded(uint32_t code_point) {
  char bytes[4];
  return {bytes, WriteUtf8(code_point, bytes)};
}

TEST(Utf8Test, ReadsBackEveryCodePointItWrites) {
  for (uint32_t code_point = 0x80; code_point <= 0x10ffff; ++code_point) {
    if (code_point >= 0xd800 && code_point < 0xe000) continue;
    const std::string bytes = Encoded(code_point);
    ASSERT_EQ(Utf8SequenceLength(bytes), bytes.size()) << code_point;
    ASSERT_EQ(Utf8SequenceLength(bytes + "\x80"), bytes.size()) << code_point;
    ASSERT_EQ(Utf8SequenceLength(bytes.substr(0, bytes.size() - 1)), 0u) << code_point;
  }
  EXPECT_EQ(Encoded('A'), "A");
  EXPECT_EQ(Encoded(0x20ac), "\xe2\x82\xac");
}

// Of all three-byte strings with a lead byte, those that are well formed are exactly the code
// points.
TEST(Utf8Test, AcceptsAsManySequencesAsThereAreCodePoints) {
  size_t two = 0;
  size_t three = 0;
  for (int lead = 0x80; lead <= 0xff; ++lead) {
    for (int first = 0; first <= 0xff; ++first) {
      const char pair[] = {static_cast<char>(lead), static_cast<char>(first)};
      two += Utf8SequenceLength({pair, 2}) == 2;
      for (int second = 0; second <= 0xff; ++second) {
        const char triple[] = {pair[0], pair[1], static_cast<char>(second)};
        three += Utf8SequenceLength({triple, 3}) == 3;
      }
    }
  }
  EXPECT_EQ(two, 0x800u - 0x80u);
  EXPECT_EQ(three, 0x10000u - 0x800u - 0x800u);
}

}  // namespace
}  // namespace onceonly::core
