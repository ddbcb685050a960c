#include <gtest/gtest.h>

#include <string>

#include "core/fingerprint.h"
#include "core/json/canonical_json.h"
#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

std::string FlatObject(int members) {
  std::string json = "{";
  for (int i = members; i-- > 0;) json += "\"name_" + std::to_string(i) + "\":" + "1.50,";
  json.back() = '}';
  return json;
}

// The texts of runs before, of any size and end, are none of the next one's business.
TEST(JsonWorkspaceTest, GivesTheTextThatFreshMemoryGives) {
  JsonWorkspace workspace;
  const std::string texts[] = {
      FlatObject(2000),
      "{\"b\":[1,{\"c\":2",
      "{\"b\":1,\"a\":2}",
      std::string(200, '['),
      "[1e20,1e20,1e20,1e20,1e20,1e20,1e20,1e20,1e20,1e20,1e20,1e20]",
      "",
      "\"\\ud800\"",
      "1.",
      FlatObject(20),
      "0",
  };
  for (const JsonForm form : {JsonForm::kCanonical, JsonForm::kFingerprint}) {
    for (const std::string& json : texts) {
      const auto text = CanonicalizeJson(json, form, workspace);
      const auto fresh = CanonicalizeJson(json, form);
      ASSERT_EQ(text.ok(), fresh.ok()) << json;
      if (text.ok()) {
        EXPECT_EQ(text.value(), fresh.value());
      } else {
        EXPECT_EQ(text.status().code(), fresh.status().code()) << json;
        EXPECT_EQ(text.status().offset(), fresh.status().offset()) << json;
      }
    }
  }
}

TEST(JsonWorkspaceTest, ServesAllKindsOfContent) {
  JsonWorkspace workspace;
  for (const BodyKind kind :
       {BodyKind::kNone, BodyKind::kJson, BodyKind::kBytes, BodyKind::kForm}) {
    Content content;
    content.kind = kind;
    content.body = "[2,1]";
    EXPECT_EQ(Fingerprint(content, "key", workspace).value(), Fingerprint(content, "key").value());
  }
}

TEST(JsonWorkspaceTest, HoldsNoMemoryBeforeItsFirstText) {
  JsonWorkspace workspace;
  workspace.Trim();
  EXPECT_EQ(workspace.bytes(), 0u);
}

TEST(JsonWorkspaceTest, KeepsTheMemoryOfAMegabyte) {
  JsonWorkspace workspace;
  std::string json = FlatObject(60'000);
  ASSERT_GT(json.size(), size_t{1} << 20);
  ASSERT_TRUE(CanonicalizeJson(json, JsonForm::kFingerprint, workspace).ok());
  const size_t used = workspace.bytes();
  EXPECT_GT(used, json.size());
  workspace.Trim();
  EXPECT_EQ(workspace.bytes(), used);
}

TEST(JsonWorkspaceTest, GivesBackWhatIsMoreThanItMayKeep) {
  JsonWorkspace workspace;
  const std::string json = "\"" + std::string(JsonWorkspace::kMaxKept, 'x') + "\"";
  ASSERT_TRUE(CanonicalizeJson(json, JsonForm::kFingerprint, workspace).ok());
  EXPECT_GT(workspace.bytes(), JsonWorkspace::kMaxKept);
  workspace.Trim();
  EXPECT_EQ(workspace.bytes(), 0u);
  EXPECT_EQ(CanonicalizeJson("1.0", JsonForm::kFingerprint, workspace).value(), "1");
}

}  // namespace
}  // namespace onceonly::core
