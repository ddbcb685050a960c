#include "core/form_body.h"

#include <gtest/gtest.h>

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

std::string Only(std::string_view form, const std::vector<Path>& include,
                 const std::vector<Path>& exclude = {}) {
  const PathSelection paths(include, exclude);
  return FormText(form, &paths);
}

TEST(FormBodyTest, SortsPairsByName) {
  EXPECT_EQ(FormText("b=2&a=1"), "1:a1:11:b1:2");
  EXPECT_EQ(FormText("b=2&a=1"), FormText("a=1&b=2"));
  EXPECT_EQ(FormText("a=2&b=0&a=1"), FormText("b=0&a=2&a=1"));
  EXPECT_NE(FormText("a=2&a=1"), FormText("a=1&a=2"));
}

TEST(FormBodyTest, DecodesNamesAndValues) {
  EXPECT_EQ(FormText("%61=%2b+%26%3D"), "1:a4:+ &=");
  EXPECT_EQ(FormText("a=+"), FormText("a=%20"));
  EXPECT_NE(FormText("a=%2B"), FormText("a=+"));
  EXPECT_EQ(FormText("a=%ff%00"), "1:a2:\xff\0"sv);
  EXPECT_NE(FormText("a=%ff"), FormText("a=%fe"));
  EXPECT_EQ(FormText("a=b=c"), "1:a3:b=c");
}

TEST(FormBodyTest, LeavesBrokenEscapesAsTheyAre) {
  for (std::string_view text : {"%", "%4", "%zz", "%4z", "%%41"}) {
    const std::string expected = text == "%%41" ? "%A" : std::string(text);
    EXPECT_EQ(FormText("a=" + std::string(text)),
              "1:a" + std::to_string(expected.size()) + ":" + expected);
  }
}

TEST(FormBodyTest, TakesEmptyPairsForNone) {
  EXPECT_EQ(FormText(""), "");
  EXPECT_EQ(FormText("&&a=1&"), FormText("a=1"));
  EXPECT_EQ(FormText("a"), FormText("a="));
  EXPECT_EQ(FormText("="), "0:0:");
}

TEST(FormBodyTest, LetsNoPairRunIntoTheNext) {
  EXPECT_NE(FormText("a=1&b=2"), FormText("a=1%26b%3D2"));
  EXPECT_NE(FormText("a=1:b"), FormText("a=&1=b"));
}

TEST(FormBodyTest, CountsTheSelectedPairs) {
  EXPECT_EQ(Only("b=2&a=1&c=3", {{"a"}, {"c"}}), FormText("a=1&c=3"));
  EXPECT_EQ(Only("b=2&a=1&c=3", {}, {{"a"}, {"c"}}), FormText("b=2"));
  EXPECT_EQ(Only("%62=2&a=1", {{"b"}}), FormText("b=2"));
  EXPECT_EQ(Only("b=2&a=1", {{"x"}}), "");
  EXPECT_EQ(Only("b=2&\xff=1", {{std::nullopt}}), FormText("b=2&\xff=1"));
}

TEST(FormBodyTest, ReadsBracketsAsPaths) {
  constexpr std::string_view form = "i[0][id]=1&i[0][n]=x&i[1][id]=2&o=3";
  EXPECT_EQ(Only(form, {{"i", std::nullopt, "id"}}), FormText("i[0][id]=1&i[1][id]=2"));
  EXPECT_EQ(Only(form, {}, {{"i"}}), FormText("o=3"));
  EXPECT_EQ(Only("a[]=1&a[]=2", {{"a"}}), FormText("a[]=1&a[]=2"));
  EXPECT_EQ(
      Only("a[b=1&[c]=2&d]=3&e[f]g=4&h[i]j]=5", {{"a[b"}, {"[c]"}, {"d]"}, {"e[f]g"}, {"h[i]j]"}}),
      FormText("a[b=1&[c]=2&d]=3&e[f]g=4&h[i]j]=5"));
}

}  // namespace
}  // namespace onceonly::core
