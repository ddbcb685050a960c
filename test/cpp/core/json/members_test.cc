#include "core/json/members.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

int Sign(int order) { return (order > 0) - (order < 0); }

int Compare(std::string_view a, std::string_view b) {
  return Sign(CompareNames({a, false}, {b, false}));
}

// In the order of their UTF-16 code units.
constexpr std::string_view kOrdered[] = {"",
                                         "\x01",
                                         "1",
                                         "10",
                                         "2",
                                         "A",
                                         "a",
                                         "aa",
                                         "aaaaaaaa",
                                         "aaaaaaaaa",
                                         "aaaaaaab",
                                         "b",
                                         "\x7f",
                                         "\xc2\x80",
                                         "\xdf\xbf",
                                         "\xe0\xa0\x80",
                                         "\xed\x9f\xbf",
                                         "\xf0\x90\x80\x80",
                                         "\xf0\x90\x80\x80z",
                                         "\xf0\x90\x80\x81",
                                         "\xf0\x9f\x98\x80",
                                         "\xf4\x8f\xbf\xbf",
                                         "\xee\x80\x80",
                                         "\xef\xac\xb3",
                                         "\xef\xbf\xbf"};

TEST(JsonMembersTest, OrdersByUtf16CodeUnits) {
  for (size_t i = 0; i < std::size(kOrdered); ++i) {
    for (size_t j = 0; j < std::size(kOrdered); ++j) {
      const int expected = (i > j) - (i < j);
      EXPECT_EQ(Compare(kOrdered[i], kOrdered[j]), expected) << kOrdered[i] << " " << kOrdered[j];
      const std::string prefix = "12345678\xc3\xa9";
      EXPECT_EQ(Compare(prefix + std::string(kOrdered[i]), prefix + std::string(kOrdered[j])),
                expected);
    }
  }
}

TEST(JsonMembersTest, ComparesTheSameWithAndWithoutTheShortCut) {
  for (std::string_view a : kOrdered) {
    for (std::string_view b : kOrdered) {
      if (a == "\x01" || b == "\x01") continue;
      EXPECT_EQ(Sign(CompareNames({a, true}, {b, false})), Compare(a, b)) << a << " " << b;
    }
  }
}

TEST(JsonMembersTest, ComparesEscapesAsWhatTheyStandFor) {
  constexpr std::string_view ordered[] = {"\\u0000",
                                          "\\u0001",
                                          "\\b",
                                          "\\t",
                                          "\\n",
                                          "\\u000b",
                                          "\\f",
                                          "\\r",
                                          "\\u001f",
                                          " ",
                                          "!",
                                          "\\\"",
                                          "#",
                                          "[",
                                          "\\\\",
                                          "]",
                                          "n",
                                          "u",
                                          "\xed\x9f\xbf",
                                          "\\ud800",
                                          "\xf0\x90\x80\x80",
                                          "\\ud83d",
                                          "\xf0\x9f\x98\x80",
                                          "\\udbff",
                                          "\\udc00",
                                          "\\udfff",
                                          "\xee\x80\x80"};
  for (size_t i = 0; i < std::size(ordered); ++i) {
    for (size_t j = 0; j < std::size(ordered); ++j) {
      EXPECT_EQ(Sign(CompareNames({ordered[i], true}, {ordered[j], true})), (i > j) - (i < j))
          << ordered[i] << " " << ordered[j];
    }
  }
}

TEST(JsonMembersTest, ComparesALoneSurrogateWithThePairItBegins) {
  const JsonName lone{"\\ud83d", true};
  EXPECT_LT(CompareNames(lone, {"\xf0\x9f\x98\x80", false}), 0);
  EXPECT_GT(CompareNames({"\\ud83d\\uffff", true}, {"\xf0\x9f\x98\x80", false}), 0);
  EXPECT_LT(CompareNames({"\\ud83dA", true}, {"\xf0\x9f\x98\x80", false}), 0);
}

TEST(JsonMembersTest, KeepsTheOrderOfEveryPermutation) {
  std::mt19937 random(3);
  std::vector<std::string_view> names(std::begin(kOrdered), std::end(kOrdered));
  std::erase(names, "\x01");
  std::string expected = "{";
  for (std::string_view name : names) expected += "\"" + std::string(name) + "\":0,";
  expected.back() = '}';
  for (int i = 0; i < 500; ++i) {
    std::shuffle(names.begin(), names.end(), random);
    std::string json = "{";
    for (std::string_view name : names) json += "\"" + std::string(name) + "\":0,";
    json.back() = '}';
    ASSERT_EQ(Canonical(json), expected);
  }
}

}  // namespace
}  // namespace onceonly::core
