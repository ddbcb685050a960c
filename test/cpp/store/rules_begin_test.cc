// What a begin writes: fences, attempts, suspicions, and claims made without a look.
#include <gtest/gtest.h>

#include "store/key_view.h"
#include "store/state.h"

namespace onceonly::store {
namespace {

using core::AnswerCode, core::Origin, core::Record, core::RecordState;

constexpr RecordState kClaims[] = {RecordState::kRunning, RecordState::kSuspected,
                                   RecordState::kGivenUp, RecordState::kFreed,
                                   RecordState::kRemoved};

// A begin by another attempt on a claim of that age.
Decision BeginOn(const Record& claim, int64_t age_ms, int64_t fence = 1) {
  return rules::Begin(KeyView(claim, age_ms).view(), BeginBy("other"), fence);
}

TEST(BeginRuleTest, ClaimsAKeyThatNobodyHas) {
  const Decision decision = rules::Begin(KeyView().view(), BeginBy("first"), 90);
  EXPECT_EQ(decision.answer.fence, 90);
  EXPECT_EQ(decision.answer.attempt, 1);
  EXPECT_EQ(decision.answer.left_ms, 2000);
  EXPECT_FALSE(decision.answer.is_recovery);
  EXPECT_EQ(decision.px_ms, 9000);
  EXPECT_FALSE(decision.wakes);
  const Record claim = WrittenBy(decision);
  EXPECT_EQ(claim.state, RecordState::kRunning);
  EXPECT_EQ(claim.rev, 0);
  EXPECT_EQ(claim.token, "first");
  EXPECT_EQ(claim.fingerprint, "print-option");
  EXPECT_EQ(claim.fence, 90);
  EXPECT_EQ(claim.attempt, 1);
  EXPECT_EQ(claim.origin, Origin::kNew);
  EXPECT_EQ(claim.lease_ms, 2000);
  EXPECT_EQ(claim.px_ms, 9000);
  EXPECT_EQ(claim.not_after_ms, 0);
  EXPECT_EQ(claim.began_ms, kNowMs);
  EXPECT_FALSE(claim.is_awaited);
  EXPECT_EQ(claim.hint, "hint");
  EXPECT_EQ(claim.label, "POST:/pay");
}

TEST(BeginRuleTest, GivesAHigherFenceThanTheRecordHas) {
  Record late = ClaimOf(RecordState::kRunning);
  late.not_after_ms = 1;
  for (const auto& [claim, age_ms] :
       {std::pair(ClaimOf(RecordState::kSuspected), int64_t{600}),
        std::pair(ClaimOf(RecordState::kGivenUp), kLeaseMs), std::pair(late, int64_t{0}),
        std::pair(ClaimOf(RecordState::kFreed), int64_t{0}),
        std::pair(ClaimOf(RecordState::kRemoved), int64_t{0})}) {
    for (const int64_t fence : {kFence - 60, kFence, kFence + 1, kFence + 100}) {
      const Decision decision = BeginOn(claim, age_ms, fence);
      ASSERT_EQ(decision.answer.code, AnswerCode::kOwn);
      EXPECT_EQ(decision.answer.fence, std::max(fence, kFence + 1));
      EXPECT_EQ(WrittenBy(decision).fence, decision.answer.fence);
      EXPECT_EQ(WrittenBy(decision).rev, claim.rev + 1);
    }
  }
}

TEST(BeginRuleTest, CountsTheAttemptsOfARequestAndNotThoseThatAreGone) {
  EXPECT_EQ(BeginOn(ClaimOf(RecordState::kSuspected), 600).answer.attempt, 3);
  EXPECT_EQ(BeginOn(ClaimOf(RecordState::kGivenUp), kLeaseMs).answer.attempt, 3);
  EXPECT_EQ(BeginOn(ClaimOf(RecordState::kFreed), 0).answer.attempt, 3);
  EXPECT_EQ(BeginOn(ClaimOf(RecordState::kRemoved), 0).answer.attempt, 1);
  Record late = ClaimOf(RecordState::kRunning);
  late.not_after_ms = 1;
  EXPECT_EQ(BeginOn(late, 0).answer.attempt, 1);
}

TEST(BeginRuleTest, CallsItARecoveryAsLongAsAnOutcomeIsUnknown) {
  for (const auto origin : {Origin::kNew, Origin::kFreed, Origin::kTakenOver}) {
    Record claim = ClaimOf(RecordState::kSuspected);
    claim.origin = origin;
    EXPECT_TRUE(BeginOn(claim, 600).answer.is_recovery);
    claim.state = RecordState::kGivenUp;
    EXPECT_TRUE(BeginOn(claim, kLeaseMs).answer.is_recovery);
    claim.state = RecordState::kRemoved;
    EXPECT_FALSE(BeginOn(claim, 0).answer.is_recovery);
    claim.state = RecordState::kFreed;
    const Decision after_free = BeginOn(claim, 0);
    EXPECT_EQ(after_free.answer.is_recovery, origin == Origin::kTakenOver);
    EXPECT_EQ(WrittenBy(after_free).origin,
              origin == Origin::kTakenOver ? Origin::kTakenOver : Origin::kFreed);
  }
}

TEST(BeginRuleTest, MarksASilentOwnerAndKeepsTheEvidence) {
  for (const int64_t age_ms : {kLeaseMs, int64_t{3000}, kPxMs - 1000, kPxMs - 1}) {
    const Decision decision = BeginOn(ClaimOf(RecordState::kRunning), age_ms);
    EXPECT_EQ(decision.answer.left_ms, 501);
    EXPECT_EQ(decision.answer.attempt, 2);
    EXPECT_EQ(decision.px_ms, std::max(kPxMs - age_ms, kLeaseMs));
    Record expected = ClaimOf(RecordState::kSuspected);
    expected.rev = 5;
    expected.px_ms = decision.px_ms;
    EXPECT_EQ(decision.text, core::FormatRecord(expected));
  }
}

TEST(BeginRuleTest, TellsAnotherAttemptHowLongTheOwnerHas) {
  const Decision decision = BeginOn(ClaimOf(RecordState::kRunning), 400);
  EXPECT_EQ(decision.answer.left_ms, 601);
  EXPECT_EQ(decision.answer.elapsed_ms, 300);
  EXPECT_EQ(decision.answer.fence, 0);
}

TEST(BeginRuleTest, TellsWhichAttemptHoldsTheKey) {
  for (const auto state : {RecordState::kRunning, RecordState::kSuspected, RecordState::kGivenUp}) {
    EXPECT_EQ(BeginOn(ClaimOf(state), 400).answer.attempt, 2);
  }
}

TEST(BeginRuleTest, TellsASenderThatItOwnsTheKeyAlready) {
  const Decision decision =
      rules::Begin(KeyView(ClaimOf(RecordState::kRunning), 400).view(), BeginBy("owner"), 999);
  EXPECT_EQ(decision.answer.code, AnswerCode::kOwn);
  EXPECT_EQ(decision.answer.fence, kFence);
  EXPECT_EQ(decision.answer.attempt, 2);
  EXPECT_EQ(decision.answer.left_ms, 601);
  EXPECT_TRUE(decision.answer.is_recovery);
}

TEST(BeginRuleTest, KeepsTheWaitersThroughATakeover) {
  for (const auto state : kClaims) {
    Record claim = ClaimOf(state);
    claim.is_awaited = true;
    const Decision decision = BeginOn(claim, kPxMs - 1);
    EXPECT_TRUE(WrittenBy(decision).is_awaited);
    EXPECT_FALSE(decision.wakes);
  }
}

// SET with NX and GET gives a result without the time that is left, and so does every other store.
TEST(BeginRuleTest, TellsTheResultWithAllThatItHoldsAndNoTime) {
  const std::string text = core::FormatRecord(ResultOf(core::ResultKind::kError));
  const Decision decision = rules::Begin({text, 900, kNowMs}, BeginBy("other"), 1);
  EXPECT_EQ(decision.answer.kind, core::ResultKind::kError);
  EXPECT_EQ(decision.answer.payload, "payload");
  EXPECT_EQ(decision.answer.left_ms, 0);
  EXPECT_EQ(decision.answer.expires_ms, 0);
  EXPECT_EQ(decision.answer.fence, kFence);
  EXPECT_EQ(decision.answer.attempt, 2);
  EXPECT_EQ(decision.answer.began_ms, kNowMs - 200);
  EXPECT_EQ(decision.answer.bytes, 7);
}

TEST(BeginRuleTest, SaysHowLongAnUnknownOutcomeIsRemembered) {
  core::BeginCall call = BeginBy("other");
  call.on_abandoned = core::OnAbandoned::kHold;
  const Decision decision =
      rules::Begin(KeyView(ClaimOf(RecordState::kSuspected), 600).view(), call, 1);
  EXPECT_EQ(decision.answer.attempt, 2);
  EXPECT_EQ(decision.answer.left_ms, kPxMs - 600);
}

// A clock that went back makes a claim look as if it had more time than it was given.
TEST(ClockWentBackTest, CountsWhatIsLeftOfALeaseFromNowOn) {
  for (const auto state : {RecordState::kRunning, RecordState::kSuspected, RecordState::kGivenUp}) {
    const Decision decision = BeginOn(ClaimOf(state), -3'600'000);
    const int64_t wait_ms = state == RecordState::kSuspected ? 501 : kLeaseMs;
    EXPECT_EQ(decision.answer.left_ms, wait_ms);
    Record expected = ClaimOf(state);
    expected.rev = 5;
    EXPECT_EQ(decision.text, core::FormatRecord(expected));
    EXPECT_EQ(decision.px_ms, kPxMs);
    const Key mended = ReadKey({decision.text, decision.px_ms, kNowMs});
    EXPECT_FALSE(mended.clock_went_back);
    EXPECT_EQ(mended.wait_ms, wait_ms);
  }
}

TEST(ClockWentBackTest, LeavesTwoLeasesForThoseWhoDecide) {
  Record claim = ClaimOf(RecordState::kSuspected);
  claim.px_ms = kLeaseMs;
  EXPECT_EQ(BeginOn(claim, -1).px_ms, 2 * kLeaseMs);
}

TEST(ClockWentBackTest, IsMendedByTheOwnerAndByAnOperatorToo) {
  const KeyView key(ClaimOf(RecordState::kRunning), -1);
  const Decision own = rules::Begin(key.view(), BeginBy("owner"), 1);
  EXPECT_EQ(own.answer.code, AnswerCode::kOwn);
  EXPECT_EQ(WrittenBy(own).rev, 5);
  const Decision resolve = rules::Resolve(key.view(), ResolveAs(core::ResultKind::kNone));
  EXPECT_EQ(resolve.answer.code, AnswerCode::kRunning);
  EXPECT_EQ(WrittenBy(resolve).rev, 5);
}

TEST(FirstClaimTest, IsTheClaimOfABeginThatFoundNothingWithItsDeadline) {
  const std::string text = rules::FirstClaim(BeginBy("first"), kNowMs, 90, kNowMs + 1000);
  const Decision after_a_look = rules::Begin(KeyView().view(), BeginBy("first"), 90);
  Record expected = WrittenBy(after_a_look);
  expected.not_after_ms = kNowMs + 1000;
  EXPECT_EQ(text, core::FormatRecord(expected));
}

TEST(FirstClaimTest, IsTakenByOthersOnlyWhenItCameTooLate) {
  const std::string text = rules::FirstClaim(BeginBy("first"), kNowMs, 90, kNowMs);
  const auto begin_at = [&](int64_t written_ms, std::string_view token) {
    return rules::Begin({text, 9000 - 40, written_ms + 40}, BeginBy(token), 95);
  };
  EXPECT_EQ(begin_at(kNowMs, "other").answer.code, AnswerCode::kRunning);
  EXPECT_EQ(begin_at(kNowMs + 100, "other").answer.code, AnswerCode::kRunning);
  const Decision taken = begin_at(kNowMs + 101, "other");
  EXPECT_EQ(taken.answer.code, AnswerCode::kOwn);
  EXPECT_EQ(WrittenBy(taken).rev, 1);
  EXPECT_EQ(WrittenBy(taken).not_after_ms, 0);
  // Its own sender makes a claim of it that holds.
  const Decision renewed = begin_at(kNowMs + 101, "first");
  EXPECT_EQ(renewed.answer.code, AnswerCode::kOwn);
  EXPECT_EQ(WrittenBy(renewed).not_after_ms, 0);
  EXPECT_EQ(WrittenBy(renewed).rev, 1);
}

}  // namespace
}  // namespace onceonly::store
