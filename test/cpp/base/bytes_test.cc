#include "base/bytes.h"

#include <gtest/gtest.h>

#include <string_view>

namespace onceonly {
namespace {

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// The vectors of RFC 4648 section 10, without padding.
TEST(BytesTest, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(ToBase64Url(Bytes("")), "");
  EXPECT_EQ(ToBase64Url(Bytes("f")), "Zg");
  EXPECT_EQ(ToBase64Url(Bytes("fo")), "Zm8");
  EXPECT_EQ(ToBase64Url(Bytes("foo")), "Zm9v");
  EXPECT_EQ(ToBase64Url(Bytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(ToHex(Bytes("foobar")), "666f6f626172");
}

TEST(BytesTest, UsesTheUrlAlphabet) { EXPECT_EQ(ToBase64Url(Bytes("\xfb\xff\xbf")), "-_-_"); }

TEST(BytesTest, Gives43CharactersForADigest) {
  EXPECT_EQ(ToBase64Url(Bytes(std::string(32, '\xff'))).size(), 43u);
}

}  // namespace
}  // namespace onceonly
