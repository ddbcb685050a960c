// One random JSON value, written in many ways: the fingerprint text sees the value alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <vector>

#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

using Random = std::mt19937_64;

// An array, an object, or a scalar with the texts that all mean it, or a string of code points.
struct Value {
  enum class Kind { kScalar, kString, kArray, kObject };
  Kind kind = Kind::kScalar;
  std::vector<std::string> spellings;
  std::u32string string;
  std::vector<Value> items;
  std::vector<std::u32string> names;  // one for each item of an object
};

const std::vector<std::vector<std::string>>& Scalars() {
  static const std::vector<std::vector<std::string>> kScalars = {
      {"null"},
      {"true"},
      {"false"},
      {"0", "-0", "0.0", "-0.00e5"},
      {"1", "1.0", "1e0", "10E-1", "0.1e+1"},
      {"-12.5", "-12.50", "-125e-1"},
      {"1e21", "1000000000000000000000", "1.0E+21"},
      {"1152921504606846976", "1.152921504606846976e18", "1152921504606846976.0"},
      {"9007199254740993"},
      {"9007199254740992", "9007199254740993.0"},
      {"123456789012345678901"},
      {"1e400", "1E400"},
      {"0.000001", "1e-6"},
      {"1e-7", "0.0000001"},
  };
  return kScalars;
}

std::u32string RandomString(Random& random) {
  static constexpr char32_t kAlphabet[] = {'a',    'b',    'z',    '"',     '\\',    '/',
                                           '\n',   0,      0x1f,   0x7f,    0xe9,    0x20ac,
                                           0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600, 0x10ffff};
  std::u32string text(random() % 12, 0);
  for (char32_t& c : text) c = kAlphabet[random() % std::size(kAlphabet)];
  return text;
}

Value RandomValue(Random& random, int depth) {
  Value value;
  const size_t choice = random() % (depth > 0 ? 8 : 4);
  if (choice < 2) {
    value.spellings = Scalars()[random() % Scalars().size()];
  } else if (choice < 4) {
    value.kind = Value::Kind::kString;
    value.string = RandomString(random);
  } else {
    value.kind = choice < 6 ? Value::Kind::kArray : Value::Kind::kObject;
    const size_t count = random() % 20;
    for (size_t i = 0; i < count; ++i) {
      if (value.kind == Value::Kind::kObject) {
        std::u32string name = RandomString(random);
        if (std::ranges::find(value.names, name) != value.names.end()) continue;
        value.names.push_back(std::move(name));
      }
      value.items.push_back(RandomValue(random, depth - 1));
    }
  }
  return value;
}

std::string Escape(uint32_t unit, Random& random) {
  char text[7];
  std::snprintf(text, sizeof text, random() % 2 == 0 ? "\\u%04x" : "\\u%04X", unit & 0xffff);
  return text;
}

std::string Utf8(char32_t c) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3f)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xc0 | (c >> 6)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xe0 | (c >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

std::string WriteString(const std::u32string& string, Random& random) {
  std::string text = "\"";
  for (char32_t c : string) {
    const bool must_escape = c < 0x20 || c == '"' || c == '\\';
    if (!must_escape && random() % 2 == 0) {
      text += c == '/' && random() % 2 == 0 ? "\\/" : Utf8(c);
    } else if (c == '\n' && random() % 2 == 0) {
      text += "\\n";
    } else if (c < 0x10000) {
      text += Escape(c, random);
    } else {
      text += Escape(0xd7c0 + (c >> 10), random) + Escape(0xdc00 + (c & 0x3ff), random);
    }
  }
  return text + "\"";
}

std::string Space(Random& random) {
  static constexpr std::array<const char*, 6> kSpaces = {"", "", " ", "\n\t", "\r\n  ", "   "};
  return kSpaces[random() % kSpaces.size()];
}

std::string Write(const Value& value, Random& random);

std::string WriteObject(const Value& value, Random& random) {
  std::vector<size_t> order(value.items.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  std::string text = "{";
  for (size_t i : order) {
    if (text.size() > 1) text += ",";
    const std::string name = Space(random) + WriteString(value.names[i], random) + ":";
    if (random() % 8 == 0) text += name + "[\"overridden\"],";
    text += name + Write(value.items[i], random);
  }
  return text + Space(random) + "}";
}

std::string Write(const Value& value, Random& random) {
  std::string text = Space(random);
  if (value.kind == Value::Kind::kScalar) {
    text += value.spellings[random() % value.spellings.size()];
  } else if (value.kind == Value::Kind::kString) {
    text += WriteString(value.string, random);
  } else if (value.kind == Value::Kind::kObject) {
    text += WriteObject(value, random);
  } else {
    std::string items;
    for (const Value& item : value.items) items += (items.empty() ? "" : ",") + Write(item, random);
    text += "[" + items + "]";
  }
  return text + Space(random);
}

TEST(JsonPropertyTest, GivesEqualValuesEqualText) {
  Random random(4);
  for (int i = 0; i < 150; ++i) {
    const Value value = RandomValue(random, 4);
    const std::string json = Write(value, random);
    const std::string text = FingerprintText(json);
    ASSERT_EQ(text.find(" at "), std::string::npos) << text << "\n" << json;
    ASSERT_EQ(FingerprintText(text), text) << json;
    for (int way = 0; way < 4; ++way)
      ASSERT_EQ(FingerprintText(Write(value, random)), text) << json;
  }
}

TEST(JsonPropertyTest, GivesDifferentScalarsDifferentText) {
  std::vector<std::string> texts;
  for (const auto& spellings : Scalars()) texts.push_back(FingerprintText(spellings[0]));
  for (const std::string other :
       {"\"\"", "\"0\"", "\"null\"", "[]", "{}", "[0]", "{\"\":0}", "[[]]"}) {
    texts.push_back(FingerprintText(other));
  }
  std::sort(texts.begin(), texts.end());
  EXPECT_EQ(std::adjacent_find(texts.begin(), texts.end()), texts.end());
}

// Whatever the bytes are, there is a text, which is a fixed point, or a coded error inside the
// input.
TEST(JsonPropertyTest, TakesEveryInput) {
  Random random(5);
  for (int i = 0; i < 1500; ++i) {
    std::string json = Write(RandomValue(random, 3), random);
    for (int change = static_cast<int>(random() % 4); change >= 0; --change) {
      const size_t at = random() % json.size();
      if (random() % 2 == 0) json.resize(at + 1);
      json[at] = random() % 2 == 0 ? static_cast<char>(random()) : "{}[]\",:\\0e-"[random() % 11];
    }
    const Result<std::string> text = CanonicalizeJson(json, JsonForm::kFingerprint);
    if (text.ok()) {
      ASSERT_EQ(FingerprintText(text.value()), text.value()) << json;
    } else {
      ASSERT_LE(text.status().offset(), json.size()) << json;
    }
  }
}

}  // namespace
}  // namespace onceonly::core
