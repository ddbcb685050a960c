#include "core/record.h"

#include <gtest/gtest.h>

#include <string>

namespace onceonly::core {
namespace {

using namespace std::string_view_literals;

constexpr auto kLockText =
    "1|to-ken_1|finger-print_2|1763769600000001|3|60000|1763769660000|1763769600000|2|0|T|R|hint-of_key|POST:/a/b.c"sv;
constexpr auto kResultText =
    "1|finger|token|17|1763769600000|2|v|hint-of_key|POST:/a|any\0|\r\n\xff bytes"sv;

TEST(LockRecordTest, ReadsEveryField) {
  const Result<LockRecord> record = ParseLockRecord(kLockText);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.value().token, "to-ken_1");
  EXPECT_EQ(record.value().fingerprint, "finger-print_2");
  EXPECT_EQ(record.value().fence, 1763769600000001);
  EXPECT_EQ(record.value().renewals, 3);
  EXPECT_EQ(record.value().lease_ms, 60000);
  EXPECT_EQ(record.value().deadline_ms, 1763769660000);
  EXPECT_EQ(record.value().began_ms, 1763769600000);
  EXPECT_EQ(record.value().attempt, 2);
  EXPECT_EQ(record.value().suspect_ms, 0);
  EXPECT_EQ(record.value().origin, Origin::kTakenOver);
  EXPECT_EQ(record.value().state, LockState::kRunning);
  EXPECT_EQ(record.value().hint, "hint-of_key");
  EXPECT_EQ(record.value().label, "POST:/a/b.c");
}

TEST(LockRecordTest, WritesWhatItReads) {
  EXPECT_EQ(FormatLockRecord(ParseLockRecord(kLockText).value()), kLockText);
}

TEST(LockRecordTest, TakesEveryStateAndAnEmptyLabel) {
  for (const char state : {'R', 'F', 'X'}) {
    const std::string text = std::string("1|t|f|1|0|1|1|1|1|0|N|") + state + "||";
    const Result<LockRecord> record = ParseLockRecord(text);
    ASSERT_TRUE(record.ok()) << text;
    EXPECT_EQ(static_cast<char>(record.value().state), state);
    EXPECT_EQ(record.value().label, "");
  }
}

TEST(LockRecordTest, CallsEverythingElseInvalid) {
  for (const std::string_view text : {
           ""sv,
           "1"sv,
           "1|"sv,
           "garbage"sv,
           "{\"a\":1}"sv,
           "|||||||||||||"sv,
           "2|t|f|1|0|1|1|1|1|0|N|R||"sv,  // another version
           "11|t|f|1|0|1|1|1|1|0|N|R||"sv,
           "1|t|f|1|0|1|1|1|1|0|N|R|"sv,  // the label is missing
           "1||f|1|0|1|1|1|1|0|N|R||"sv,
           "1|t||1|0|1|1|1|1|0|N|R||"sv,
           "1|t+|f|1|0|1|1|1|1|0|N|R||"sv,
           "1|t|f||0|1|1|1|1|0|N|R||"sv,
           "1|t|f|-1|0|1|1|1|1|0|N|R||"sv,
           "1|t|f|+1|0|1|1|1|1|0|N|R||"sv,
           "1|t|f|1.0|0|1|1|1|1|0|N|R||"sv,
           "1|t|f|1e3|0|1|1|1|1|0|N|R||"sv,
           "1|t|f| 1|0|1|1|1|1|0|N|R||"sv,
           "1|t|f|99999999999999999999|0|1|1|1|1|0|N|R||"sv,  // over 64 bits
           "1|t|f|1|0|1|1|1|3000000000|0|N|R||"sv,            // an attempt over 32 bits
           "1|t|f|1|0|1|1|1|1|0|N|Q||"sv,
           "1|t|f|1|0|1|1|1|1|0|X|R||"sv,
           "1|t|f|1|0|1|1|1|1|0||R||"sv,
           "1|t|f|1|0|1|1|1|1|0|N|R|a.b|"sv,
           "1|t|f|1|0|1|1|1|1|0|N|RR||"sv,
           "1|t|f|1|0|1|1|1|1|0|N|||"sv,
           "1|t|f|1|0|1|1|1|1|0|N|R||a b"sv,
           "1|t|f|1|0|1|1|1|1|0|N|R||a|b"sv,
       }) {
    EXPECT_EQ(ParseLockRecord(text).status().code(), StatusCode::kInvalidRecord) << text;
  }
}

TEST(LockRecordTest, TakesEveryOriginAndNoHint) {
  for (const char origin : {'N', 'F', 'T'}) {
    const std::string text = std::string("1|t|f|1|0|1|1|1|1|0|") + origin + "|R||label";
    const Result<LockRecord> record = ParseLockRecord(text);
    ASSERT_TRUE(record.ok()) << text;
    EXPECT_EQ(static_cast<char>(record.value().origin), origin);
    EXPECT_EQ(record.value().hint, "");
    EXPECT_EQ(record.value().label, "label");
  }
}

TEST(ResultRecordTest, ReadsEveryFieldAndAnyBytes) {
  const Result<ResultRecord> record = ParseResultRecord(kResultText);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.value().fingerprint, "finger");
  EXPECT_EQ(record.value().token, "token");
  EXPECT_EQ(record.value().fence, 17);
  EXPECT_EQ(record.value().stored_ms, 1763769600000);
  EXPECT_EQ(record.value().attempt, 2);
  EXPECT_EQ(record.value().kind, ResultKind::kValue);
  EXPECT_EQ(record.value().hint, "hint-of_key");
  EXPECT_EQ(record.value().label, "POST:/a");
  EXPECT_EQ(record.value().payload, "any\0|\r\n\xff bytes"sv);
}

TEST(ResultRecordTest, WritesWhatItReads) {
  EXPECT_EQ(FormatResultRecord(ParseResultRecord(kResultText).value()), kResultText);
}

TEST(ResultRecordTest, TakesEveryKindAndAnEmptyPayload) {
  for (const char kind : {'v', 'e', 't'}) {
    const std::string text = std::string("1|f|t|1|1|1|") + kind + "|||";
    const Result<ResultRecord> record = ParseResultRecord(text);
    ASSERT_TRUE(record.ok()) << text;
    EXPECT_EQ(static_cast<char>(record.value().kind), kind);
    EXPECT_EQ(record.value().payload, "");
  }
}

TEST(ResultRecordTest, CallsEverythingElseInvalid) {
  for (const std::string_view text : {
           ""sv,
           "garbage"sv,
           "2|f|t|1|1|1|v|||"sv,
           "1|f|t|1|1|1|v|"sv,
           "1|f|t|1|1|1|v||"sv,
           "1||t|1|1|1|v|||"sv,
           "1|f||1|1|1|v|||"sv,
           "1|f|t|x|1|1|v|||"sv,
           "1|f|t|1|-1|1|v|||"sv,
           "1|f|t|1|1|1|v|a.b||"sv,
           "1|f|t|1|1|1|R|||"sv,
           "1|f|t|1|1|1|\0|||"sv,
           "1|f|t|1|1|1|v||a b|"sv,
       }) {
    EXPECT_EQ(ParseResultRecord(text).status().code(), StatusCode::kInvalidRecord) << text;
  }
}

}  // namespace
}  // namespace onceonly::core
