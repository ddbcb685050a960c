#include "store/state.h"

#include <gtest/gtest.h>

#include <limits>

#include "store/key_view.h"

namespace onceonly::store {
namespace {

using core::Record, core::RecordState;

Key Read(const Record& claim, int64_t age_ms, std::string_view sender = {}) {
  static std::string text;  // the record of a Key lives as long as the text
  text = core::FormatRecord(claim);
  return ReadKey({text, claim.px_ms - age_ms, kNowMs}, sender);
}

void ExpectState(const Key& key, KeyState state, int64_t wait_ms) {
  EXPECT_EQ(static_cast<int>(key.state), static_cast<int>(state));
  EXPECT_EQ(key.wait_ms, wait_ms);
}

TEST(ReadKeyTest, FindsAnOwnerSilentWhenItsLeaseHasPassed) {
  const Record claim = ClaimOf(RecordState::kRunning);
  ExpectState(Read(claim, 0), KeyState::kRunning, 1001);
  ExpectState(Read(claim, 1000), KeyState::kRunning, 1);
  ExpectState(Read(claim, 1001), KeyState::kSilent, 501);
  ExpectState(Read(claim, kPxMs - 1), KeyState::kSilent, 501);
}

TEST(ReadKeyTest, KnowsNothingOfAnAttemptHalfALeaseAfterTheSuspicion) {
  const Record claim = ClaimOf(RecordState::kSuspected);
  ExpectState(Read(claim, 0), KeyState::kSuspect, 501);
  ExpectState(Read(claim, 500), KeyState::kSuspect, 1);
  ExpectState(Read(claim, 501), KeyState::kUnknown, 0);
}

TEST(ReadKeyTest, LetsTheLeaseOfAnAttemptThatWasGivenUpPass) {
  const Record claim = ClaimOf(RecordState::kGivenUp);
  ExpectState(Read(claim, 0), KeyState::kGivenUp, 1001);
  ExpectState(Read(claim, 1000), KeyState::kGivenUp, 1);
  ExpectState(Read(claim, 1001), KeyState::kUnknown, 0);
}

TEST(ReadKeyTest, FindsOtherRecordsInTheStateThatTheySay) {
  ExpectState(Read(ClaimOf(RecordState::kFreed), 4000), KeyState::kFreed, 0);
  ExpectState(Read(ClaimOf(RecordState::kRemoved), 4000), KeyState::kRemoved, 0);
  ExpectState(Read(ResultOf(core::ResultKind::kError), 0), KeyState::kDone, 0);
}

TEST(ReadKeyTest, TakesNoAgeBelowZeroOrAboveThePx) {
  const Record claim = ClaimOf(RecordState::kRunning);
  EXPECT_EQ(Read(claim, 0).clock_went_back, false);
  for (const int64_t back_ms : {int64_t{1}, int64_t{3'600'000}, core::kMaxRecordNumber}) {
    const Key key = Read(claim, -back_ms);
    ExpectState(key, KeyState::kRunning, kLeaseMs);
    EXPECT_EQ(key.age_ms, 0);
    EXPECT_TRUE(key.clock_went_back);
  }
  Record odd = claim;
  odd.px_ms = 10;
  odd.lease_ms = 1000;
  const Key key = Read(odd, 10);
  EXPECT_EQ(key.age_ms, 10);
  ExpectState(key, KeyState::kRunning, 990);
}

TEST(ReadKeyTest, BearsTheLargestNumbersThatARecordMayHold) {
  Record claim = ClaimOf(RecordState::kRunning);
  claim.lease_ms = claim.px_ms = claim.not_after_ms = core::kMaxRecordNumber;
  const std::string text = core::FormatRecord(claim);
  for (const int64_t left_ms : {int64_t{0}, std::numeric_limits<int64_t>::max()}) {
    const Key key = ReadKey({text, left_ms, kNowMs});
    EXPECT_GE(key.age_ms, 0);
    EXPECT_GE(key.wait_ms, 0);
    EXPECT_LE(key.left_ms, core::kMaxRecordNumber);
  }
}

TEST(ReadKeyTest, CallsARecordWithoutAnEndForeign) {
  for (const Record& record :
       {ClaimOf(RecordState::kRunning), ResultOf(core::ResultKind::kValue)}) {
    const std::string text = core::FormatRecord(record);
    const Key key = ReadKey({text, -1, kNowMs});
    ExpectState(key, KeyState::kForeign, 0);
    EXPECT_FALSE(key.has_record);
  }
}

TEST(ReadKeyTest, DoesNotSayHowLongAResultStaysWhereNobodyAsked) {
  const std::string text = core::FormatRecord(ResultOf(core::ResultKind::kValue));
  EXPECT_EQ(ReadKey({text, View::kLeftUnknown, kNowMs}).left_ms, 0);
  EXPECT_EQ(ReadKey({text, 77, kNowMs}).left_ms, 77);
}

// Of a claim that the server wrote that long after its sender had given up.
Record ClaimAfter(int64_t late_ms, int64_t age_ms) {
  Record claim = ClaimOf(RecordState::kRunning);
  claim.not_after_ms = kNowMs - age_ms - late_ms;
  return claim;
}

TEST(LateClaimTest, IsAbsentToAllButItsSender) {
  for (const int64_t age_ms : {0, 500, 1000, 1001, 4999}) {
    const Record claim = ClaimAfter(101, age_ms);
    const Key key = Read(claim, age_ms);
    ExpectState(key, KeyState::kAbsent, 0);
    EXPECT_TRUE(key.has_record);
    EXPECT_NE(Read(claim, age_ms, "owner").state, KeyState::kAbsent);
    EXPECT_EQ(Read(claim, age_ms, "other").state, KeyState::kAbsent);
  }
}

TEST(LateClaimTest, MayBeAHundredMillisecondsLateForAClockThatIsSetBack) {
  for (const int64_t late_ms : {-5000, 0, 1, 100}) {
    EXPECT_EQ(Read(ClaimAfter(late_ms, 300), 300).state, KeyState::kRunning) << late_ms;
  }
}

TEST(LateClaimTest, IsJudgedTheSameWhateverTheClockDoesLater) {
  for (const int64_t late_ms : {100, 101}) {
    const std::string text = core::FormatRecord(ClaimAfter(late_ms, 0));
    for (const int64_t step_ms : {-3'600'000, -1, 0, 1, 4000}) {
      // The server counts what is left against its clock.
      const Key key = ReadKey({text, kPxMs - step_ms, kNowMs + step_ms});
      EXPECT_EQ(key.state == KeyState::kAbsent, late_ms > 100) << step_ms;
    }
  }
}

TEST(LateClaimTest, IsOnlyOneThatWasMadeWithoutALook) {
  Record claim = ClaimAfter(5000, 0);
  claim.not_after_ms = 0;
  EXPECT_EQ(Read(claim, 0).state, KeyState::kRunning);
  for (const auto state : {RecordState::kSuspected, RecordState::kGivenUp, RecordState::kFreed}) {
    Record rewritten = ClaimAfter(5000, 0);
    rewritten.state = state;
    EXPECT_NE(Read(rewritten, 0).state, KeyState::kAbsent);
  }
}

}  // namespace
}  // namespace onceonly::store
