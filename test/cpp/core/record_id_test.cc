#include "core/record_id.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace onceonly::core {
namespace {

constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string IdOf(std::string_view scope, std::string_view method, std::string_view path,
                 std::string_view key) {
  return RecordId(scope, method, path, key).value();
}

// These name records that live for days and effects in other systems: a change here loses all of
// them.
TEST(AddressTest, NeverChanges) {
  const std::string id = IdOf("tenant", "POST", "/api/payments/charge", "key-1");
  EXPECT_EQ(id, "ncQ44yWYrULOYTDMMxvXDOqmzqX2al2TVN6d-yV7Nfw");
  EXPECT_EQ(EffectId("idem", id, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU").value(),
            "2efaaedc-1b44-82ed-b21e-c19ce793321c");
  EXPECT_EQ(IdOf("", "", "", ""), "Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU");
}

TEST(AddressTest, Gives43CharactersOfBase64Url) {
  for (std::string_view key : {"", "k", "}{:\r\n *", "\xff"}) {
    const std::string id = IdOf("s", "POST", "/p", key);
    EXPECT_EQ(id.size(), 43u);
    EXPECT_EQ(id.find_first_not_of(kBase64Url), std::string::npos) << id;
  }
}

TEST(AddressTest, LetsNoPartRunIntoTheNext) {
  const std::set<std::string> ids = {
      IdOf("", "POST", "/a", "b:c"), IdOf("", "POST", "/a:b", "c"),  IdOf("", "POST", "/ab", "c"),
      IdOf("", "POST", "/a", "bc"),  IdOf("POST", "", "/a", "bc"),   IdOf("", "POST/a", "", "bc"),
      IdOf("", "", "POST/a", "bc"),  IdOf("", "POST", "/abc", ""),   IdOf("", "POST", "bc", "/a"),
      IdOf("a", "b", "c", "d"),      IdOf("ab", "", "c", "d"),       IdOf("", "ab", "c", "d"),
      IdOf("", "PUT", "/a", "b:c"),  IdOf("x", "POST", "/a", "b:c"), IdOf("", "post", "/a", "b:c")};
  EXPECT_EQ(ids.size(), 15u);
}

// The text with an x for each lower-case hexadecimal digit.
std::string ShapeOf(std::string text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  std::replace_if(text.begin(), text.end(), is_hex, 'x');
  return text;
}

TEST(AddressTest, GivesEffectsTheShapeOfAUuid) {
  std::set<std::string> effects;
  for (int i = 0; i < 100; ++i) {
    const std::string effect = EffectId("p", IdOf("", "POST", "/", std::to_string(i)), "d").value();
    EXPECT_EQ(ShapeOf(effect), "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx") << effect;
    EXPECT_EQ(effect[14], '8') << effect;
    EXPECT_NE(std::string_view("89ab").find(effect[19]), std::string_view::npos) << effect;
    effects.insert(effect);
  }
  EXPECT_EQ(effects.size(), 100u);
  EXPECT_EQ(EffectId("p", "i", "d").value(), EffectId("p", "i", "d").value());
}

TEST(AddressTest, GivesAnotherEffectForEachPartThatDiffers) {
  const std::set<std::string> effects = {
      EffectId("p", "i", "d").value(), EffectId("q", "i", "d").value(),
      EffectId("p", "j", "d").value(), EffectId("p", "i", "e").value(),
      EffectId("pi", "", "d").value(), EffectId("", "pi", "d").value(),
      EffectId("", "", "pid").value(), EffectId("p", "id", "").value(),
  };
  EXPECT_EQ(effects.size(), 8u);
}

}  // namespace
}  // namespace onceonly::core
