#include "core/json/select_json.h"

#include <gtest/gtest.h>

#include "canonical_text.h"

namespace onceonly::core {
namespace {

constexpr std::nullopt_t kAny = std::nullopt;

using Paths = std::vector<Path>;

std::string Select(std::string_view json, const Paths& include, const Paths& exclude = {}) {
  return SelectJson(FingerprintText(json), PathSelection(include, exclude));
}

constexpr std::string_view kOrder =
    R"({"id":7,"items":[{"id":1,"note":"x"},{"note":"y"},{"id":3}],"meta":{"at":9,"by":"me"}})";

TEST(SelectJsonTest, LeavesOnlyWhatIsIncluded) {
  EXPECT_EQ(Select(kOrder, {{"id"}}), R"({"id":7})");
  EXPECT_EQ(Select(kOrder, {{"meta", "by"}, {"id"}}), R"({"id":7,"meta":{"by":"me"}})");
  EXPECT_EQ(Select(kOrder, {{"meta"}}), R"({"meta":{"at":9,"by":"me"}})");
  EXPECT_EQ(Select(kOrder, {{"items", kAny, "id"}}), R"({"items":[0:{"id":1},2:{"id":3}]})");
  EXPECT_EQ(Select(kOrder, {{"items", "1"}}), R"({"items":[1:{"note":"y"}]})");
  EXPECT_EQ(Select(kOrder, {{kAny, "at"}}), R"({"meta":{"at":9}})");
}

TEST(SelectJsonTest, LeavesOutWhatIsExcluded) {
  EXPECT_EQ(Select(kOrder, {}, {{"items"}, {"meta", "at"}}), R"({"id":7,"meta":{"by":"me"}})");
  EXPECT_EQ(Select(kOrder, {}, {{"items", kAny, "note"}, {"meta"}}),
            R"({"id":7,"items":[{"id":1},{},{"id":3}]})");
  EXPECT_EQ(Select("[1,2,3]", {}, {{"0"}}), "[2,3]");
  EXPECT_EQ(Select("[1,2,3]", {}, {{"2"}}), "[1,2]");
  EXPECT_EQ(Select("[1,2,3]", {}, {{kAny}}), "[]");
  EXPECT_EQ(Select("{\"a\":1}", {}, {{kAny}}), "{}");
}

TEST(SelectJsonTest, ExcludesInsideWhatIsIncluded) {
  EXPECT_EQ(Select(kOrder, {{"meta"}}, {{"meta", "at"}}), R"({"meta":{"by":"me"}})");
  EXPECT_EQ(Select(kOrder, {{"items", "0"}}, {{"items", kAny, "id"}}),
            R"({"items":[0:{"note":"x"}]})");
  EXPECT_EQ(Select(kOrder, {{"meta", "at"}}, {{"meta"}}), "");
}

TEST(SelectJsonTest, TakesMissingPartsForNothing) {
  for (std::string_view json : {"{}", "[]", "1", "\"a\"", "null", R"({"a":1})", R"({"a":{}})",
                                R"({"a":[]})", R"({"a":[{}]})", R"([{"a":{"b":1}}])"}) {
    EXPECT_EQ(Select(json, {{"a", "b"}}), "") << json;
    EXPECT_EQ(Select(json, {}, {{"x", "y"}}), json) << json;
  }
}

TEST(SelectJsonTest, KeepsValuesExact) {
  EXPECT_EQ(Select(R"({"a":9007199254740993,"b":1})", {{"a"}}), R"({"a":9007199254740993})");
  EXPECT_EQ(Select(R"({"a":9007199254740993,"b":1.0})", {}, {{"x"}}),
            R"({"a":9007199254740993,"b":1})");
}

TEST(SelectJsonTest, FindsNamesHoweverTheyAreWritten) {
  EXPECT_EQ(Select(R"({"\u0061":1,"b":2})", {{"a"}}), R"({"a":1})");
  EXPECT_EQ(Select(R"({"\u00e9\/\"\\\u0001":1,"b":2})", {{"\xc3\xa9/\"\\\x01"}}),
            "{\"\xc3\xa9/\\\"\\\\\\u0001\":1}");
  EXPECT_EQ(Select(R"({"":1,"b":2})", {{""}}), R"({"":1})");
  EXPECT_EQ(Select(R"({"__proto__":{"a":1},"b":2})", {{"__proto__", "a"}}),
            R"({"__proto__":{"a":1}})");
  EXPECT_EQ(Select(R"({"*":1,"b":2})", {{"*"}}), R"({"*":1})");
}

TEST(SelectJsonTest, TakesTheLastOfMembersWithOneName) {
  EXPECT_EQ(Select(R"({"a":1,"b":0,"a":2})", {{"a"}}), R"({"a":2})");
}

TEST(SelectJsonTest, TellsAnIndexFromAName) {
  EXPECT_EQ(Select("[5]", {{"0"}}), "[0:5]");
  EXPECT_EQ(Select(R"({"0":5})", {{"0"}}), R"({"0":5})");
  EXPECT_EQ(Select("[5,6]", {{"00"}, {"-"}, {"1.0"}}), "");
}

TEST(SelectJsonTest, IsNotMisledByBracketsAndQuotesInStrings) {
  constexpr std::string_view json = R"({"a":"]}\"{[,\\","b":[["}"],{"c":"\\"}],"d":1})";
  EXPECT_EQ(Select(json, {{"d"}}), R"({"d":1})");
  EXPECT_EQ(Select(json, {}, {{"a"}, {"b", "0"}}), R"({"b":[{"c":"\\"}],"d":1})");
}

TEST(SelectJsonTest, GoesAsDeepAsTheTextMayBe) {
  const std::string deep = std::string(128, '[') + "1" + std::string(128, ']');
  EXPECT_EQ(Select(deep, {}, {Path(128, kAny)}), std::string(128, '[') + std::string(128, ']'));
  EXPECT_EQ(Select(deep, {Path(129, kAny)}), "");
  std::string numbered;
  for (int i = 0; i < 128; ++i) numbered += "[0:";
  EXPECT_EQ(Select(deep, {Path(128, "0")}), numbered + "1" + std::string(128, ']'));
}

// The work of each member is that of the paths, however many ways lead to it.
TEST(SelectJsonTest, HandlesManyPathsOverManyItems) {
  Paths paths;
  for (int i = 0; i < 100; ++i) paths.push_back({kAny, std::to_string(i), kAny});
  std::string json = "[";
  for (int i = 0; i < 20'000; ++i) json += "[[1],2],";
  json += "0]";
  EXPECT_EQ(Select(json, paths).size(), Select(json, {{kAny, kAny, kAny}}).size());
}

}  // namespace
}  // namespace onceonly::core
