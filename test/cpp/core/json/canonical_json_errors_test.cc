// What is not JSON or not UTF-8, each with the offset at which it is found.
#include <gtest/gtest.h>

#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

struct Case {
  std::string_view json;
  std::string_view error;
};

void ExpectErrors(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(Canonical(c.json), c.error) << c.json;
    EXPECT_EQ(FingerprintText(c.json), c.error) << c.json;
  }
}

TEST(JsonErrorsTest, RefusesTextThatIsNoValue) {
  ExpectErrors({
      {"", "INVALID_JSON at 0"},         {" \n", "INVALID_JSON at 2"},
      {"\0"sv, "INVALID_JSON at 0"},     {"\xef\xbb\xbf{}", "INVALID_JSON at 0"},
      {"\xc2\xa0", "INVALID_JSON at 0"}, {"\v1", "INVALID_JSON at 0"},
      {"tru", "INVALID_JSON at 3"},      {"trux", "INVALID_JSON at 3"},
      {"True", "INVALID_JSON at 0"},     {"nul", "INVALID_JSON at 3"},
      {"falsee", "INVALID_JSON at 5"},   {"undefined", "INVALID_JSON at 0"},
      {"NaN", "INVALID_JSON at 0"},      {"Infinity", "INVALID_JSON at 0"},
      {"'a'", "INVALID_JSON at 0"},      {"// c\n1", "INVALID_JSON at 0"},
      {"1 2", "INVALID_JSON at 2"},      {"{}{}", "INVALID_JSON at 2"},
      {"{}\0"sv, "INVALID_JSON at 2"},   {"1,", "INVALID_JSON at 1"},
  });
}

TEST(JsonErrorsTest, RefusesBrokenArraysAndObjects) {
  ExpectErrors({
      {"[", "INVALID_JSON at 1"},          {"[1", "INVALID_JSON at 2"},
      {"[1,", "INVALID_JSON at 3"},        {"[1,]", "INVALID_JSON at 3"},
      {"[,1]", "INVALID_JSON at 1"},       {"[1 2]", "INVALID_JSON at 3"},
      {"[1}", "INVALID_JSON at 2"},        {"]", "INVALID_JSON at 0"},
      {"[]]", "INVALID_JSON at 2"},        {"{", "INVALID_JSON at 1"},
      {"{]", "INVALID_JSON at 1"},         {"{\"a\"", "INVALID_JSON at 4"},
      {"{\"a\":", "INVALID_JSON at 5"},    {"{\"a\":}", "INVALID_JSON at 5"},
      {"{\"a\":1", "INVALID_JSON at 6"},   {"{\"a\":1,", "INVALID_JSON at 7"},
      {"{\"a\":1,}", "INVALID_JSON at 7"}, {"{\"a\" 1}", "INVALID_JSON at 5"},
      {"{\"a\":1]", "INVALID_JSON at 6"},  {"{\"a\":1 \"b\":2}", "INVALID_JSON at 7"},
      {"{a:1}", "INVALID_JSON at 1"},      {"{1:1}", "INVALID_JSON at 1"},
      {"{,}", "INVALID_JSON at 1"},        {"{\"a\"::1}", "INVALID_JSON at 5"},
  });
}

TEST(JsonErrorsTest, RefusesBrokenStrings) {
  ExpectErrors({
      {"\"", "INVALID_JSON at 1"},
      {"\"abc", "INVALID_JSON at 4"},
      {"\"abcdefgh", "INVALID_JSON at 9"},
      {"\"a\nb\"", "INVALID_JSON at 2"},
      {"\"a\tb\"", "INVALID_JSON at 2"},
      {"\"\0\""sv, "INVALID_JSON at 1"},
      {"\"\\", "INVALID_JSON at 2"},
      {"\"\\\"", "INVALID_JSON at 3"},
      {"\"\\x41\"", "INVALID_JSON at 2"},
      {"\"\\'\"", "INVALID_JSON at 2"},
      {"\"\\0\"", "INVALID_JSON at 2"},
      {"\"\\\0\""sv, "INVALID_JSON at 2"},
      {"\"\\u\"", "INVALID_JSON at 3"},
      {"\"\\u12\"", "INVALID_JSON at 5"},
      {"\"\\u12", "INVALID_JSON at 5"},
      {"\"\\u12g4\"", "INVALID_JSON at 5"},
      {"\"\\U0041\"", "INVALID_JSON at 2"},
      {"\"\\u+041\"", "INVALID_JSON at 3"},
  });
}

TEST(JsonErrorsTest, RefusesABrokenEscapeBehindASurrogate) {
  EXPECT_EQ(FingerprintText("\"\\ud83d\\u12g4\""), "INVALID_JSON at 11");
  EXPECT_EQ(FingerprintText("\"\\ud83d\\"), "INVALID_JSON at 8");
  EXPECT_EQ(FingerprintText("\"\\ud83d\\x\""), "INVALID_JSON at 8");
  EXPECT_EQ(FingerprintText("\"\\ud83d\\ude0"), "INVALID_JSON at 12");
}

TEST(JsonErrorsTest, RefusesNumbersOutsideTheGrammar) {
  ExpectErrors({
      {"-", "INVALID_JSON at 1"},
      {"+1", "INVALID_JSON at 0"},
      {"01", "INVALID_JSON at 1"},
      {"-01", "INVALID_JSON at 2"},
      {"00", "INVALID_JSON at 1"},
      {".5", "INVALID_JSON at 0"},
      {"-.5", "INVALID_JSON at 1"},
      {"1.", "INVALID_JSON at 2"},
      {"1.e5", "INVALID_JSON at 2"},
      {"1e", "INVALID_JSON at 2"},
      {"1e+", "INVALID_JSON at 3"},
      {"1e-x", "INVALID_JSON at 3"},
      {"1.5.5", "INVALID_JSON at 3"},
      {"0x10", "INVALID_JSON at 1"},
      {"1_000", "INVALID_JSON at 1"},
      {"-Infinity", "INVALID_JSON at 1"},
      {"[1n]", "INVALID_JSON at 2"},
  });
}

// Each sequence stands behind `"a` and is found at offset 2.
TEST(JsonErrorsTest, RefusesWhatIsNotUtf8) {
  for (std::string_view bytes : {"\x80",
                                 "\xbf",
                                 "\xc0\x80",
                                 "\xc1\xbf",
                                 "\xc2",
                                 "\xc2\x41",
                                 "\xc2\xc0",
                                 "\xe0\x80\x80",
                                 "\xe0\x9f\xbf",
                                 "\xe2\x82",
                                 "\xe2\x28\xa1",
                                 "\xe2\x82\x28",
                                 "\xed\xa0\x80",
                                 "\xed\xbf\xbf",
                                 "\xf0\x80\x80\x80",
                                 "\xf0\x8f\xbf\xbf",
                                 "\xf0\x9f\x98",
                                 "\xf0\x9f\x98\x28",
                                 "\xf4\x90\x80\x80",
                                 "\xf5\x80\x80\x80",
                                 "\xf8\x88\x80\x80\x80",
                                 "\xfe",
                                 "\xff"}) {
    const std::string quoted = "\"a" + std::string(bytes) + "\"";
    EXPECT_EQ(Canonical(quoted), "INVALID_UTF8 at 2") << quoted;
    EXPECT_EQ(FingerprintText(quoted), "INVALID_UTF8 at 2") << quoted;
    const std::string cut = "\"a" + std::string(bytes);
    EXPECT_EQ(Canonical(cut), "INVALID_UTF8 at 2") << cut;
    const std::string behind_another = "\"\xc3\xa9" + std::string(bytes) + "\"";
    EXPECT_EQ(Canonical(behind_another), "INVALID_UTF8 at 3") << behind_another;
  }
}

TEST(JsonErrorsTest, AcceptsTheFirstAndLastOfEveryUtf8Length) {
  for (std::string_view bytes :
       {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    const std::string quoted = "\"" + std::string(bytes) + "\"";
    EXPECT_EQ(Canonical(quoted), quoted);
  }
}

}  // namespace
}  // namespace onceonly::core
