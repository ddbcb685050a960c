#include "core/record.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace onceonly::core {
namespace {

using namespace std::string_view_literals;

constexpr auto kClaimText =
    "2|R|3|to-ken_1|finger-print_2|1763769600000001|2|T|60000|120000|1763769601000|1763769600000|1|"
    "hint-of_key|POST:/a/b.c"sv;
constexpr auto kResultText =
    "2|D|token|finger|17|2|v|1763769600000|hint-of_key|POST:/a|any\0|\r\n\xff bytes"sv;

void ExpectInvalid(std::string_view text) {
  EXPECT_EQ(ParseRecord(text).status().code(), StatusCode::kInvalidRecord) << text;
}

// The text with another field in that place.
std::string With(std::string_view text, size_t place, std::string_view field) {
  size_t start = 0;
  for (size_t i = 0; i < place; ++i) start = text.find('|', start) + 1;
  const size_t end = std::min(text.find('|', start), text.size());
  return std::string(text.substr(0, start)) + std::string(field) + std::string(text.substr(end));
}

TEST(ClaimTest, ReadsEveryField) {
  const Result<Record> parsed = ParseRecord(kClaimText);
  ASSERT_TRUE(parsed.ok());
  const Record& claim = parsed.value();
  EXPECT_EQ(claim.state, RecordState::kRunning);
  EXPECT_EQ(claim.rev, 3);
  EXPECT_EQ(claim.token, "to-ken_1");
  EXPECT_EQ(claim.fingerprint, "finger-print_2");
  EXPECT_EQ(claim.fence, 1763769600000001);
  EXPECT_EQ(claim.attempt, 2);
  EXPECT_EQ(claim.origin, Origin::kTakenOver);
  EXPECT_EQ(claim.lease_ms, 60000);
  EXPECT_EQ(claim.px_ms, 120000);
  EXPECT_EQ(claim.not_after_ms, 1763769601000);
  EXPECT_EQ(claim.began_ms, 1763769600000);
  EXPECT_TRUE(claim.is_awaited);
  EXPECT_EQ(claim.hint, "hint-of_key");
  EXPECT_EQ(claim.label, "POST:/a/b.c");
  EXPECT_FALSE(claim.is_done());
}

TEST(ClaimTest, IsWrittenAsItWasRead) {
  EXPECT_EQ(FormatRecord(ParseRecord(kClaimText).value()), kClaimText);
}

TEST(ClaimTest, TakesEveryStateEveryOriginAndNoHintOrLabel) {
  for (const std::string_view state : {"R", "S", "Z", "F", "X"}) {
    for (const std::string_view origin : {"N", "F", "T"}) {
      std::string text = With(With(kClaimText, 1, state), 7, origin);
      text = With(With(text, 13, ""), 14, "");
      const Result<Record> claim = ParseRecord(text);
      ASSERT_TRUE(claim.ok()) << text;
      EXPECT_EQ(static_cast<char>(claim.value().state), state.front());
      EXPECT_EQ(static_cast<char>(claim.value().origin), origin.front());
      EXPECT_EQ(claim.value().hint, "");
      EXPECT_EQ(claim.value().label, "");
      EXPECT_EQ(FormatRecord(claim.value()), text);
    }
  }
}

TEST(ClaimTest, TakesNoOtherText) {
  for (const auto& [place, field] :
       {std::pair(0, "1"), std::pair(0, "22"), std::pair(0, ""), std::pair(1, "Q"),
        std::pair(1, "RR"), std::pair(1, ""), std::pair(3, ""), std::pair(3, "t+"),
        std::pair(4, ""), std::pair(4, "f.p"), std::pair(7, "X"), std::pair(7, ""),
        std::pair(12, "2"), std::pair(12, ""), std::pair(13, "a.b"), std::pair(14, "a b"),
        std::pair(14, "a|b")}) {
    ExpectInvalid(With(kClaimText, static_cast<size_t>(place), field));
  }
  for (const std::string_view text :
       {""sv, "2"sv, "2|"sv, "garbage"sv, "{\"a\":1}"sv, "2|R"sv, "2|R|"sv, "||||||||||||||"sv}) {
    ExpectInvalid(text);
  }
}

TEST(ClaimTest, TakesNoTextThatWasCut) {
  // The label may be of any length, and so may what was cut off it.
  const size_t head = kClaimText.rfind('|');
  for (size_t length = 0; length <= head; ++length) ExpectInvalid(kClaimText.substr(0, length));
  EXPECT_TRUE(ParseRecord(kClaimText.substr(0, head + 1)).ok());
}

// Places of numbers: rev, fence, attempt, lease, px, not_after, began.
constexpr size_t kNumbersOfClaim[] = {2, 5, 6, 8, 9, 10, 11};

TEST(ClaimTest, TakesOnlyDecimalNumbersOfOneForm) {
  for (const size_t place : kNumbersOfClaim) {
    for (const std::string_view number : {"", "-1", "+1", "1.0", "1e3", " 1", "01", "00", "0x1",
                                          "99999999999999999999", "9007199254740992"}) {
      ExpectInvalid(With(kClaimText, place, number));
    }
    EXPECT_TRUE(ParseRecord(With(kClaimText, place, "0")).ok()) << place;
  }
}

TEST(ClaimTest, LeavesRoomForTheNextNumber) {
  for (const size_t place : kNumbersOfClaim) {
    const bool is_attempt = place == 6;
    const std::string text =
        With(kClaimText, place, is_attempt ? "2147483646" : "9007199254740991");
    const Result<Record> claim = ParseRecord(text);
    ASSERT_TRUE(claim.ok()) << text;
    EXPECT_EQ(FormatRecord(claim.value()), text);
  }
  ExpectInvalid(With(kClaimText, 6, "2147483647"));
}

TEST(ClaimTest, IsAlwaysWrittenSoThatItCanBeRead) {
  Record claim;
  claim.token = "t";
  claim.fingerprint = "f";
  claim.rev = std::numeric_limits<int64_t>::max();
  claim.fence = -5;
  claim.attempt = std::numeric_limits<int32_t>::max();
  claim.px_ms = kMaxRecordNumber + 1;
  const std::string text = FormatRecord(claim);
  const Result<Record> again = ParseRecord(text);
  ASSERT_TRUE(again.ok()) << text;
  EXPECT_EQ(again.value().rev, kMaxRecordNumber);
  EXPECT_EQ(again.value().fence, 0);
  EXPECT_EQ(again.value().px_ms, kMaxRecordNumber);
}

TEST(ResultTest, ReadsEveryFieldAndAnyBytes) {
  const Result<Record> parsed = ParseRecord(kResultText);
  ASSERT_TRUE(parsed.ok());
  const Record& result = parsed.value();
  EXPECT_TRUE(result.is_done());
  EXPECT_EQ(result.token, "token");
  EXPECT_EQ(result.fingerprint, "finger");
  EXPECT_EQ(result.fence, 17);
  EXPECT_EQ(result.attempt, 2);
  EXPECT_EQ(result.kind, ResultKind::kValue);
  EXPECT_EQ(result.stored_ms, 1763769600000);
  EXPECT_EQ(result.hint, "hint-of_key");
  EXPECT_EQ(result.label, "POST:/a");
  EXPECT_EQ(result.payload, "any\0|\r\n\xff bytes"sv);
}

TEST(ResultTest, IsWrittenAsItWasRead) {
  EXPECT_EQ(FormatRecord(ParseRecord(kResultText).value()), kResultText);
}

TEST(ResultTest, CopiesNothing) {
  const std::string text(kResultText);
  const Record result = ParseRecord(text).value();
  for (const std::string_view field : {result.token, result.label, result.payload}) {
    EXPECT_GE(field.data(), text.data());
    EXPECT_LE(field.data() + field.size(), text.data() + text.size());
  }
}

TEST(ResultTest, TakesEveryKindAndAnEmptyPayload) {
  for (const std::string_view kind : {"v", "e", "t"}) {
    const std::string text = "2|D|t|f|1|1|" + std::string(kind) + "|1|||";
    const Result<Record> result = ParseRecord(text);
    ASSERT_TRUE(result.ok()) << text;
    EXPECT_EQ(static_cast<char>(result.value().kind), kind.front());
    EXPECT_EQ(result.value().payload, "");
    EXPECT_EQ(FormatRecord(result.value()), text);
  }
}

TEST(ResultTest, TakesNoOtherText) {
  for (const auto& [place, field] :
       {std::pair(0, "1"), std::pair(2, ""), std::pair(2, "a.b"), std::pair(3, ""),
        std::pair(4, "x"), std::pair(5, "-1"), std::pair(5, "2147483647"), std::pair(6, "R"),
        std::pair(6, ""), std::pair(7, "01"), std::pair(8, "a.b"), std::pair(9, "a b")}) {
    ExpectInvalid(With(kResultText, static_cast<size_t>(place), field));
  }
  const size_t head = kResultText.find("any");
  for (size_t length = 0; length < head; ++length) ExpectInvalid(kResultText.substr(0, length));
  EXPECT_TRUE(ParseRecord(kResultText.substr(0, head)).ok());
}

TEST(RecordTest, OfAnotherVersionIsForeign) {
  ExpectInvalid("1|t|f|1|0|1|1|1|1|0|N|R||");
  ExpectInvalid("1|f|t|1|1|1|v|||");
  ExpectInvalid("3|D|t|f|1|1|v|1|||");
}

TEST(RecordTest, TakesExactlyTheRoomThatItNeeds) {
  for (const std::string_view text : {kClaimText, kResultText}) {
    EXPECT_EQ(FormatRecord(ParseRecord(text).value()).capacity(), text.size());
  }
}

}  // namespace
}  // namespace onceonly::core
