#include "core/key_syntax.h"

#include <gtest/gtest.h>

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

struct GoodCase {
  std::string_view header;
  std::string_view key;
  bool quoted;
};

TEST(KeySyntaxTest, ReadsTheQuotedAndTheBareForm) {
  for (const GoodCase& c : {
           GoodCase{"k", "k", false},
           GoodCase{"\"k\"", "k", true},
           GoodCase{"8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324",
                    false},
           GoodCase{"\"8e03978e-40d5-43e8-bc93-6894a57f9324\"",
                    "8e03978e-40d5-43e8-bc93-6894a57f9324", true},
           GoodCase{" \tk\t ", "k", false},
           GoodCase{"  \"k\"  ", "k", true},
           GoodCase{"order:42/a.b+c=~!@#$%^&*()[]{}<>?|'`", "order:42/a.b+c=~!@#$%^&*()[]{}<>?|'`",
                    false},
           GoodCase{"a\\b", "a\\b", false},
           GoodCase{"\"a\\\"b\"", "a\"b", true},
           GoodCase{"\"a\\\\b\"", "a\\b", true},
           GoodCase{"\"\\\\\"", "\\", true},
           GoodCase{"\"a b, c; d\"", "a b, c; d", true},
           GoodCase{"\" k \"", " k ", true},
           GoodCase{"\" \"", " ", true},
       }) {
    const Result<ParsedKey> parsed = ParseKey(c.header);
    ASSERT_TRUE(parsed.ok()) << c.header;
    EXPECT_EQ(parsed.value().key, c.key);
    EXPECT_EQ(parsed.value().quoted, c.quoted) << c.header;
  }
}

TEST(KeySyntaxTest, RefusesEverythingElse) {
  for (std::string_view header : {
           ""sv,
           " "sv,
           " \t "sv,  // nothing
           "\"\""sv,
           " \"\" "sv,  // an empty key
           "\""sv,
           "\"k"sv,
           "k\""sv,
           "\"k\\\""sv,
           "\"k\\"sv,  // broken quotes
           "\"k\"\""sv,
           "\"k\" x"sv,
           "a\"b"sv,
           "\"a\"b\""sv,  // text around quotes
           "\"a\\nb\""sv,
           "\"\\u0041\""sv,  // escapes that RFC 8941 lacks
           "\"k\";a=1"sv,
           "\"k\" ; a"sv,
           "k;a=1"sv,  // parameters
           "a, b"sv,
           "a,b"sv,
           "\"a\", \"b\""sv,
           "\"a\",\"b\""sv,  // two headers joined
           "a b"sv,
           "a\tb"sv,
           "\"a\tb\""sv,  // white space inside
           "a\nb"sv,
           "\n"sv,
           "k\r\n"sv,
           "\"a\nb\""sv,  // line ends
           "a\0b"sv,
           "\"a\0b\""sv,
           "\x7f"sv,
           "\"\x7f\""sv,  // controls
           "caf\xc3\xa9"sv,
           "\"caf\xc3\xa9\""sv,
           "\xff"sv,  // not ASCII
           ":a2V5:\""sv,
       }) {
    EXPECT_EQ(ParseKey(header).status().code(), StatusCode::kInvalidKey) << header;
  }
}

TEST(KeySyntaxTest, CountsTheCharactersOfTheKeyItself) {
  const std::string longest(255, 'k');
  EXPECT_EQ(ParseKey(longest).value().key, longest);
  EXPECT_EQ(ParseKey("\"" + longest + "\"").value().key, longest);
  EXPECT_EQ(ParseKey(longest + "k").status().code(), StatusCode::kInvalidKey);
  EXPECT_EQ(ParseKey("\"" + longest + "k\"").status().code(), StatusCode::kInvalidKey);

  std::string escaped = "\"";
  for (int i = 0; i < 255; ++i) escaped += "\\\"";
  EXPECT_EQ(ParseKey(escaped + "\"").value().key, std::string(255, '"'));
  EXPECT_EQ(ParseKey(escaped + "x\"").status().code(), StatusCode::kInvalidKey);
}

}  // namespace
}  // namespace onceonly::core
