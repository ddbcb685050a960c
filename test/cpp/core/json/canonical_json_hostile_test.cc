// The limit on depth, and input made to cost time, stack or memory.
#include <gtest/gtest.h>

#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

std::string Nested(std::string_view open, std::string_view middle, std::string_view close,
                   int depth) {
  std::string json;
  for (int i = 0; i < depth; ++i) json += open;
  json += middle;
  for (int i = 0; i < depth; ++i) json += close;
  return json;
}

TEST(JsonDepthTest, StopsAtTheFirstBracketBeyondTheLimit) {
  const std::string arrays = Nested("[", "", "]", 128);
  EXPECT_EQ(Canonical(arrays), arrays);
  EXPECT_EQ(Canonical(Nested("[", "", "]", 129)), "TOO_DEEP at 128");
  const std::string objects = Nested("{\"a\":", "1", "}", 128);
  EXPECT_EQ(Canonical(objects), objects);
  EXPECT_EQ(Canonical(Nested("{\"a\":", "1", "}", 129)), "TOO_DEEP at 640");
  EXPECT_EQ(Canonical(Nested("[", "{}", "]", 128)), "TOO_DEEP at 128");
}

TEST(JsonDepthTest, CountsDepthNotBrackets) {
  std::string json = "[";
  for (int i = 0; i < 1000; ++i) json += "[{}],";
  json.back() = ']';
  EXPECT_EQ(Canonical(json), json);
}

TEST(JsonDepthTest, TakesTheLimitFromTheCaller) {
  EXPECT_EQ(TextOf("[[]]", JsonForm::kCanonical, 2), "[[]]");
  EXPECT_EQ(TextOf("[[]]", JsonForm::kCanonical, 1), "TOO_DEEP at 1");
  EXPECT_EQ(TextOf("[]", JsonForm::kCanonical, 0), "TOO_DEEP at 0");
  EXPECT_EQ(TextOf("7", JsonForm::kCanonical, 0), "7");
  const std::string deep = Nested("[", "", "]", 5000);
  EXPECT_EQ(TextOf(deep, JsonForm::kCanonical, 5000), deep);
}

TEST(HostileJsonTest, StopsAtOnceInTenMegabytesOfBrackets) {
  constexpr size_t kTenMegabytes = 10'000'000;
  EXPECT_EQ(FingerprintText(std::string(kTenMegabytes, '[')), "TOO_DEEP at 128");
  EXPECT_EQ(FingerprintText(Nested("{\"\":", "", "", 100'000)), "TOO_DEEP at 512");
}

TEST(HostileJsonTest, SortsAMillionMembersInReverse) {
  std::string json = "{";
  for (int i = 1'999'999; i >= 1'000'000; --i) json += "\"" + std::to_string(i) + "\":0,";
  json.back() = '}';
  const std::string text = FingerprintText(json);
  EXPECT_EQ(text.size(), json.size());
  EXPECT_EQ(text.substr(0, 26), R"({"1000000":0,"1000001":0,")");
  EXPECT_EQ(text.substr(text.size() - 12), R"("1999999":0})");
}

TEST(HostileJsonTest, KeepsOneOfAMillionEqualNames) {
  std::string json = "{";
  for (int i = 0; i < 1'000'000; ++i) json += "\"a\":" + std::to_string(i) + ",";
  json.back() = '}';
  EXPECT_EQ(FingerprintText(json), R"({"a":999999})");
}

TEST(HostileJsonTest, SortsLargeObjectsAtEveryDepth) {
  const std::string filler = "\"b\":\"" + std::string(1'000'000, 'x') + "\",";
  const std::string json = Nested("{" + filler + "\"a\":", "0", "}", 8);
  const std::string text = FingerprintText(json);
  EXPECT_EQ(text.size(), json.size());
  EXPECT_EQ(text.substr(0, 20), R"({"a":{"a":{"a":{"a":)");
}

TEST(HostileJsonTest, GrowsForNumbersThatAreLongerInCanonicalForm) {
  std::string json = "[";
  std::string expected = "[";
  for (int i = 0; i < 100'000; ++i) {
    json += "1e20,";
    expected += "100000000000000000000,";
  }
  json.back() = ']';
  expected.back() = ']';
  EXPECT_EQ(FingerprintText(json), expected);
}

TEST(HostileJsonTest, TakesNumbersOfAMillionDigits) {
  const std::string digits(1'000'000, '7');
  EXPECT_EQ(Canonical(digits), "NUMBER_RANGE at 0");
  EXPECT_EQ(FingerprintText(digits), digits);
  EXPECT_EQ(FingerprintText("0." + digits), "0.7777777777777778");
  EXPECT_EQ(FingerprintText("1e" + digits), "1e" + digits);
  EXPECT_EQ(FingerprintText("1e-" + digits), "0");
}

}  // namespace
}  // namespace onceonly::core
