// The rules that every script keeps.
#include "store/scripts.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <string>

namespace onceonly::store {
namespace {

const std::map<std::string_view, size_t> kArguments = {
    {"check-2", 0}, {"head-2", 2}, {"insert-2", 3}, {"look-2", 0}, {"swap-2", 5}};

std::string FirstLine(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

// All that `pattern` captures in the script.
std::multiset<std::string> AllOf(std::string_view text, const std::string& pattern) {
  const std::regex regex(pattern);
  const std::string copy(text);
  std::multiset<std::string> found;
  for (std::sregex_iterator match(copy.begin(), copy.end(), regex), end; match != end; ++match) {
    found.insert((*match)[1]);
  }
  return found;
}

TEST(ScriptsTest, TheseAreAll) {
  std::set<std::string_view> names;
  for (const ScriptSource& script : ScriptSources()) names.insert(script.name);
  std::set<std::string_view> expected;
  for (const auto& [name, arguments] : kArguments) expected.insert(name);
  EXPECT_EQ(names, expected);
}

TEST(ScriptsTest, EachBeginsWithASentenceAndTellsKeysArgumentsAndReplies) {
  for (const auto& [name, text] : ScriptSources()) {
    EXPECT_TRUE(std::regex_match(FirstLine(text), std::regex("-- [A-Z].*\\."))) << name;
    EXPECT_NE(text.find("\n-- KEYS    1 record"), std::string_view::npos) << name;
    EXPECT_NE(text.find("\n-- ARGV    "), std::string_view::npos) << name;
    EXPECT_NE(text.find("\n-- RETURNS "), std::string_view::npos) << name;
    EXPECT_EQ(text.find("#!"), std::string_view::npos) << name;
    EXPECT_EQ(text.find("cjson"), std::string_view::npos) << name;
  }
}

TEST(ScriptsTest, EachNamesEveryArgumentOnceBeforeTheFirstCall) {
  for (const auto& [name, text] : ScriptSources()) {
    std::multiset<std::string> expected;
    for (size_t i = 1; i <= kArguments.at(name); ++i) expected.insert(std::to_string(i));
    EXPECT_EQ(AllOf(text, "ARGV\\[(\\d+)\\]"), expected) << name;
    if (!expected.empty()) {
      EXPECT_LT(text.rfind("ARGV["), text.find("redis.call")) << name;
    }
    EXPECT_LT(text.rfind("KEYS["), text.find("redis.call")) << name;
  }
}

TEST(ScriptsTest, TheDigestIsThatOfTheText) {
  const Script script = PrepareScript("swap-2");
  EXPECT_TRUE(std::regex_match(script.sha1, std::regex("[0-9a-f]{40}")));
  EXPECT_EQ(script.call_head, "$7\r\nEVALSHA\r\n$40\r\n" + script.sha1 + "\r\n$1\r\n1\r\n");
  EXPECT_EQ(script.eval_head, "$4\r\nEVAL\r\n$" + std::to_string(script.text.size()) + "\r\n" +
                                  std::string(script.text) + "\r\n$1\r\n1\r\n");
}

}  // namespace
}  // namespace onceonly::store
