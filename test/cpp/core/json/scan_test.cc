#include "core/json/scan.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace onceonly::core {
namespace {

size_t PlainLength(const std::string& text) {
  size_t size = 0;
  while (IsPlainByte(text[size])) ++size;
  return size;
}

using Copy = JsonCursors (*)(JsonCursors) noexcept;

void ExpectCopiesPlainBytes(Copy copy, const std::string& text) {
  std::string input = text + std::string(JsonBlock::kPadding, '\0');
  std::string output(input.size() + JsonBlock::kPadding, 'x');
  const JsonCursors at = copy({input.data(), output.data()});
  const size_t plain = PlainLength(input);
  ASSERT_EQ(at.from - input.data(), static_cast<ptrdiff_t>(plain)) << text;
  ASSERT_EQ(at.to - output.data(), static_cast<ptrdiff_t>(plain)) << text;
  EXPECT_EQ(output.substr(0, plain), text.substr(0, plain));
}

void ExpectStopsAtEverySpecialByte(Copy copy) {
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t before : {0, 1, 7, 8, 15, 16, 17, 40}) {
      ExpectCopiesPlainBytes(copy, std::string(before, 'a') + static_cast<char>(byte) + "bc");
    }
  }
}

void ExpectCopiesRandomText(Copy copy) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text(random() % 70, ' ');
    for (char& byte : text) byte = static_cast<char>(random() % 64 == 0 ? random() : 'a');
    ExpectCopiesPlainBytes(copy, text);
  }
}

TEST(JsonScanTest, StopsAtEverySpecialByteByWords) {
  ExpectStopsAtEverySpecialByte(CopyPlainByWords);
  ExpectCopiesRandomText(CopyPlainByWords);
}

TEST(JsonScanTest, StopsAtEverySpecialByteInTheFastWay) {
  ExpectStopsAtEverySpecialByte(CopyPlain);
  ExpectCopiesRandomText(CopyPlain);
}

}  // namespace
}  // namespace onceonly::core
