#include "redis/url_parts.h"

#include <gtest/gtest.h>

#include <string>

namespace onceonly::redis {
namespace {

// The parts of a URL, "-" for one that is not there.
std::string Split(std::string_view url) {
  const auto parts = SplitUrl(url);
  if (!parts) return "none";
  return parts->scheme + " " + std::string(parts->userinfo.value_or("-")) + " " +
         std::string(parts->authority) + " " + std::string(parts->path) + " " +
         std::string(parts->query.value_or("-"));
}

TEST(UrlPartsTest, SplitsAUrl) {
  EXPECT_EQ(Split("redis://user:pw@host:1/2?db=3"), "redis user:pw host:1 /2 db=3");
  EXPECT_EQ(Split("REDIS://host"), "redis - host  -");
  EXPECT_EQ(Split("unix:///run/a.sock"), "unix -  /run/a.sock -");
  EXPECT_EQ(Split("a://@b?"), "a  b  ");
}

TEST(UrlPartsTest, EndsTheUserInfoAtItsLastAtSign) {
  EXPECT_EQ(Split("redis://:p@ss@host/@x"), "redis :p@ss host /@x -");
}

TEST(UrlPartsTest, TakesNoOtherTextForAUrl) {
  EXPECT_EQ(Split(""), "none");
  EXPECT_EQ(Split("host:6379"), "none");
  EXPECT_EQ(Split("redis:/host"), "none");
  EXPECT_EQ(Split("redis://host/0#part"), "none");
}

TEST(UrlPartsTest, DecodesEscapesOfEitherCase) {
  EXPECT_EQ(PercentDecode("a%2fb%2Fc%25"), "a/b/c%");
  EXPECT_EQ(PercentDecode(""), "");
  EXPECT_EQ(PercentDecode("+"), "+");
}

TEST(UrlPartsTest, RefusesBrokenEscapesAndNul) {
  for (const std::string_view text : {"%", "%2", "a%g0", "%0g", "%00"}) {
    EXPECT_EQ(PercentDecode(text), std::nullopt) << text;
  }
  EXPECT_EQ(PercentDecode(std::string_view("a\0b", 3)), std::nullopt);
}

}  // namespace
}  // namespace onceonly::redis
