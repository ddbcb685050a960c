#include "core/json/canonical_json.h"

#include <gtest/gtest.h>

#include "core/json/canonical_text.h"

namespace onceonly::core {
namespace {

// RFC 8785 sections 3.2.2 to 3.2.4, from the input to the bytes.
TEST(CanonicalJsonTest, GivesTheExampleOfRfc8785) {
  EXPECT_EQ(Canonical(R"({
       "numbers": [333333333.33333329, 1E30, 4.50,
                   2e-3, 0.000000000000000000000000001],
       "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
       "literals": [null, true, false]
     })"),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

// RFC 8785 section 3.2.3.
TEST(CanonicalJsonTest, SortsTheExampleOfRfc8785) {
  EXPECT_EQ(Canonical(R"({
       "\u20ac": "Euro Sign",
       "\r": "Carriage Return",
       "\ufb33": "Hebrew Letter Dalet With Dagesh",
       "1": "One",
       "\ud83d\ude00": "Emoji: Grinning Face",
       "\u0080": "Control",
       "\u00f6": "Latin Small Letter O With Diaeresis"
     })"),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
            "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
            "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
            "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(CanonicalJsonTest, LeavesCanonicalTextAsItIs) {
  for (std::string_view text :
       {"{}", "[]", "null", "true", "false", "0", "-1.5", "\"\"", "\"\\u001f\x7f\"", "[[],{}]",
        R"({"":0,"a":{"b":[1,"2"],"c":null},"b":[{},{"x":[]}]})"}) {
    EXPECT_EQ(Canonical(text), text);
    EXPECT_EQ(FingerprintText(text), text);
  }
}

TEST(CanonicalJsonTest, TakesWhiteSpaceAway) {
  EXPECT_EQ(Canonical(" \t\r\n{ \"a\" :\t[ 1 ,\n2 ] ,\r\"b\" : { } , \"c\" : [ ] } \n"),
            R"({"a":[1,2],"b":{},"c":[]})");
}

TEST(CanonicalJsonTest, SortsNestedObjectsAndKeepsArrays) {
  EXPECT_EQ(Canonical(R"({"b":[3,1,{"z":0,"y":[{"q":1,"p":2}]}],"a":{"d":{"f":1,"e":2},"c":3}})"),
            R"({"a":{"c":3,"d":{"e":2,"f":1}},"b":[3,1,{"y":[{"p":2,"q":1}],"z":0}]})");
}

TEST(CanonicalJsonTest, SortsMoreMembersThanAnyOneAlgorithmHandles) {
  for (int count : {2, 3, 15, 16, 17, 33, 100, 1000}) {
    std::string input = "{";
    std::string sorted = "{";
    for (int i = 0; i < count; ++i) {
      const auto member = [](int n) {
        return "\"k" + std::to_string(10000 + n) + "\":" + std::to_string(n) + ",";
      };
      input += member(count - 1 - i);
      sorted += member(i);
    }
    input.back() = '}';
    sorted.back() = '}';
    EXPECT_EQ(Canonical(input), sorted) << count;
  }
}

TEST(CanonicalJsonTest, TakesTheLastOfEqualNames) {
  EXPECT_EQ(Canonical(R"({"a":1,"a":2})"), R"({"a":2})");
  EXPECT_EQ(Canonical(R"({"a":1,"b":0,"a":[2],"a":{}})"), R"({"a":{},"b":0})");
  EXPECT_EQ(Canonical(R"({"a":1,"\u0061":2})"), R"({"a":2})");
  EXPECT_EQ(Canonical(R"({"\u0061":1,"a":2})"), R"({"a":2})");
  EXPECT_EQ(Canonical(R"({"\n":1,"\u000a":2,"\u000A":3})"), R"({"\n":3})");
  EXPECT_EQ(Canonical("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}"), "{\"\xf0\x9f\x98\x80\":2}");
  EXPECT_EQ(Canonical(R"({"x":{"b":1,"a":2,"b":3}})"), R"({"x":{"a":2,"b":3}})");
}

TEST(CanonicalJsonTest, TellsNamesApartThatLookAlike) {
  EXPECT_EQ(Canonical(R"({"\\n":1,"\n":2})"), R"({"\n":2,"\\n":1})");
  EXPECT_EQ(Canonical("{\"\xc3\xa9\":1,\"e\xcc\x81\":2}"), "{\"e\xcc\x81\":2,\"\xc3\xa9\":1}");
  EXPECT_EQ(Canonical(R"({"a\u0000":1,"a":2})"), R"({"a":2,"a\u0000":1})");
  EXPECT_EQ(Canonical(R"({"A":1,"a":2})"), R"({"A":1,"a":2})");
}

TEST(CanonicalJsonTest, KeepsProtoAsAnyOtherMember) {
  EXPECT_EQ(Canonical(R"({"a":1,"__proto__":{"b":2},"constructor":3})"),
            R"({"__proto__":{"b":2},"a":1,"constructor":3})");
  EXPECT_NE(Canonical(R"({"__proto__":1})"), Canonical(R"({"__proto__":2})"));
  EXPECT_NE(Canonical(R"({"__proto__":1})"), Canonical("{}"));
}

TEST(CanonicalJsonTest, WritesEachEscapeInOneWay) {
  EXPECT_EQ(Canonical(R"("\b\t\n\f\r\"\\\/")"), R"("\b\t\n\f\r\"\\/")");
  EXPECT_EQ(Canonical(R"("\u0008\u0009\u000A\u000C\u000D\u0022\u005C\u002f")"),
            R"("\b\t\n\f\r\"\\/")");
  EXPECT_EQ(Canonical(R"("\u0000\u0001\u000b\u000E\u001F\u007f")"),
            "\"\\u0000\\u0001\\u000b\\u000e\\u001f\x7f\"");
  EXPECT_EQ(Canonical(R"("\u0041\u00E9\u20AC\uD83D\uDE00\uFFFF")"),
            "\"A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbf\"");
  EXPECT_EQ(Canonical(R"("\uD800\uDC00\uDBFF\uDFFF")"), "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"");
}

TEST(CanonicalJsonTest, FindsSpecialBytesAtEveryPlaceOfAWord) {
  for (size_t before = 0; before < 20; ++before) {
    const std::string plain(before, 'x');
    const std::string after(19 - before, 'y');
    EXPECT_EQ(Canonical("\"" + plain + "\\u0041" + after + "\""),
              "\"" + plain + "A" + after + "\"");
    EXPECT_EQ(Canonical("\"" + plain + "\x7f\xc3\xa9" + after + "\""),
              "\"" + plain + "\x7f\xc3\xa9" + after + "\"");
    const std::string at = " at " + std::to_string(before + 1);
    EXPECT_EQ(Canonical("\"" + plain + "\x1f" + after + "\""), "INVALID_JSON" + at);
    EXPECT_EQ(Canonical("\"" + plain + "\x80" + after + "\""), "INVALID_UTF8" + at);
  }
}

TEST(CanonicalJsonTest, RefusesLoneSurrogatesInTheStrictFormOnly) {
  struct Case {
    std::string_view json;
    std::string_view strict;
    std::string_view fingerprint;
  };
  for (const Case& c : {
           Case{R"("\uD800")", "LONE_SURROGATE at 1", R"("\ud800")"},
           Case{R"("ab\uDFFFc")", "LONE_SURROGATE at 3", R"("ab\udfffc")"},
           Case{R"("\uDBFF\u0041")", "LONE_SURROGATE at 1", R"("\udbffA")"},
           Case{R"("\uDBFF\n")", "LONE_SURROGATE at 1", R"("\udbff\n")"},
           Case{R"("\uDE00\uD83D")", "LONE_SURROGATE at 1", R"("\ude00\ud83d")"},
           Case{R"("\uD83D\uD83D\uDE00")", "LONE_SURROGATE at 1", "\"\\ud83d\xf0\x9f\x98\x80\""},
           Case{R"("\uD83D\uDE00\uDE00")", "LONE_SURROGATE at 13", "\"\xf0\x9f\x98\x80\\ude00\""},
           Case{R"({"\uD800":1})", "LONE_SURROGATE at 2", R"({"\ud800":1})"},
       }) {
    EXPECT_EQ(Canonical(c.json), c.strict) << c.json;
    EXPECT_EQ(FingerprintText(c.json), c.fingerprint) << c.json;
  }
}

TEST(CanonicalJsonTest, SortsNamesWithLoneSurrogatesByCodeUnit) {
  EXPECT_EQ(
      FingerprintText("{\"\xef\xbf\xbf\":1,\"\\udfff\":2,\"\xf0\x9f\x98\x80\":3,\"\\ud83c\":4,"
                      "\"\\ud83d\":5,\"\xed\x9f\xbf\":6}"),
      "{\"\xed\x9f\xbf\":6,\"\\ud83c\":4,\"\\ud83d\":5,\"\xf0\x9f\x98\x80\":3,\"\\udfff\":2,"
      "\"\xef\xbf\xbf\":1}");
}

}  // namespace
}  // namespace onceonly::core
