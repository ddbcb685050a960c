// What the rules that end or free a key write, and whom they wake.
#include <gtest/gtest.h>

#include <functional>

#include "store/key_view.h"
#include "store/state.h"

namespace onceonly::store {
namespace {

using core::AnswerCode, core::Origin, core::Record, core::RecordState, core::ReleaseReason,
    core::ResultKind;

Decision ReleaseAt(const Record& claim, int64_t age_ms, ReleaseReason reason) {
  return rules::Release(KeyView(claim, age_ms).view(), ReleaseBy("owner", reason));
}

// The key as it is `later_ms` after the decision has been written.
Key KeyAfter(const Decision& decision, int64_t later_ms) {
  return ReadKey({decision.text, decision.px_ms - later_ms, kNowMs + later_ms});
}

TEST(CompleteRuleTest, WritesTheResultOfTheCall) {
  const Decision decision =
      rules::Complete(KeyView(ClaimOf(RecordState::kRunning), 10).view(), CompleteBy("owner"));
  EXPECT_EQ(decision.text,
            "2|D|owner|print-option|70|2|v|1800000000000|hint|POST:/pay|new payload");
  EXPECT_EQ(decision.px_ms, 8000);
}

TEST(CompleteRuleTest, NeedsNoLookWhereTheOwnerKnowsItsRecord) {
  for (const int64_t not_after_ms : {int64_t{0}, int64_t{1}}) {
    Record claim = ClaimOf(RecordState::kRunning);
    claim.not_after_ms = not_after_ms;
    const std::string text = core::FormatRecord(claim);
    const View known{text, View::kLeftUnknown, kNowMs};
    EXPECT_EQ(rules::Complete(known, CompleteBy("owner")).answer.code, AnswerCode::kStored);
    EXPECT_EQ(rules::Renew(known, RenewBy("owner")).answer.code, AnswerCode::kRenewed);
    const Decision freed = rules::Release(known, ReleaseBy("owner", ReleaseReason::kFree));
    EXPECT_EQ(freed.answer.code, AnswerCode::kReleased);
    EXPECT_EQ(freed.px_ms, kPxMs);
  }
}

TEST(CompleteRuleTest, IsToldTheResultThatWasFirst) {
  const std::string text = core::FormatRecord(ResultOf(ResultKind::kValue));
  const Decision decision = rules::Complete({text, 900, kNowMs}, CompleteBy("other"));
  EXPECT_EQ(decision.answer.payload, "payload");
  EXPECT_EQ(decision.answer.left_ms, 900);
  EXPECT_EQ(decision.answer.kind, ResultKind::kValue);
}

TEST(CompleteRuleTest, GivesEveryResultAtLeastAMillisecond) {
  core::CompleteCall call = CompleteBy("owner");
  call.ttl_ms = 0;
  EXPECT_EQ(rules::Complete(KeyView().view(), call).px_ms, 1);
}

TEST(RenewRuleTest, BeginsANewLeaseAndEndsASuspicion) {
  for (const auto state : {RecordState::kRunning, RecordState::kSuspected}) {
    Record claim = ClaimOf(state);
    claim.not_after_ms = kNowMs + 1000;
    claim.is_awaited = true;
    const Decision decision = rules::Renew(KeyView(claim, 4000).view(), RenewBy("owner"));
    EXPECT_EQ(decision.answer.left_ms, 2000);
    EXPECT_EQ(decision.px_ms, 9000);
    EXPECT_FALSE(decision.wakes);
    Record expected = claim;
    expected.state = RecordState::kRunning;
    expected.rev = 5;
    expected.lease_ms = 2000;
    expected.px_ms = 9000;
    expected.not_after_ms = 0;
    EXPECT_EQ(decision.text, core::FormatRecord(expected));
  }
}

TEST(ReleaseRuleTest, LetsTheLeaseOfAnUnknownOutcomeGoOn) {
  for (const int64_t age_ms : {int64_t{0}, int64_t{1}, int64_t{400}, kLeaseMs - 1}) {
    const Decision decision =
        ReleaseAt(ClaimOf(RecordState::kRunning), age_ms, ReleaseReason::kSilent);
    EXPECT_EQ(decision.px_ms, std::max(kPxMs - age_ms, kLeaseMs));
    const int64_t left_ms = kLeaseMs - age_ms;
    EXPECT_EQ(KeyAfter(decision, 0).state, KeyState::kGivenUp);
    EXPECT_EQ(KeyAfter(decision, 0).wait_ms, left_ms);
    EXPECT_EQ(KeyAfter(decision, left_ms - 1).wait_ms, 1);
    EXPECT_EQ(KeyAfter(decision, left_ms).state, KeyState::kUnknown);
  }
}

TEST(ReleaseRuleTest, LeavesAnOutcomeUnknownAtOnceWhenTheLeaseHasPassed) {
  for (const int64_t age_ms : {kLeaseMs, int64_t{4999}}) {
    const Decision decision =
        ReleaseAt(ClaimOf(RecordState::kRunning), age_ms, ReleaseReason::kSilent);
    EXPECT_EQ(KeyAfter(decision, 0).state, KeyState::kUnknown);
    EXPECT_EQ(decision.px_ms, std::max(kPxMs - age_ms, kLeaseMs));
  }
  // The age of a suspected claim is that of the suspicion.
  for (const int64_t age_ms : {0, 500, 501}) {
    const Decision decision =
        ReleaseAt(ClaimOf(RecordState::kSuspected), age_ms, ReleaseReason::kSilent);
    EXPECT_EQ(KeyAfter(decision, 0).state, KeyState::kUnknown);
  }
}

TEST(ReleaseRuleTest, UndoesTheFirstAttemptAsIfItHadNeverBeen) {
  Record claim = ClaimOf(RecordState::kRunning);
  claim.attempt = 1;
  const Decision decision = ReleaseAt(claim, 10, ReleaseReason::kUndo);
  EXPECT_EQ(decision.write, Decision::Write::kDelete);
}

TEST(ReleaseRuleTest, UndoesATakeoverSoThatTheAttemptBeforeIsUnknownAtOnce) {
  const Decision decision = ReleaseAt(ClaimOf(RecordState::kRunning), 10, ReleaseReason::kUndo);
  const Record claim = WrittenBy(decision);
  EXPECT_EQ(claim.attempt, 1);
  EXPECT_EQ(claim.fence, kFence);
  EXPECT_EQ(claim.lease_ms, kLeaseMs);
  EXPECT_EQ(KeyAfter(decision, 0).state, KeyState::kUnknown);
}

TEST(ReleaseRuleTest, UndoesAnAttemptOnAFreedKeySoThatItIsFreeAgain) {
  Record claim = ClaimOf(RecordState::kRunning);
  claim.origin = Origin::kFreed;
  const Decision decision = ReleaseAt(claim, 10, ReleaseReason::kUndo);
  EXPECT_EQ(WrittenBy(decision).attempt, 1);
  EXPECT_EQ(KeyAfter(decision, 0).state, KeyState::kFreed);
}

TEST(ReleaseRuleTest, KeepsTheEvidenceForALeaseAtLeast) {
  for (const auto reason : {ReleaseReason::kFree, ReleaseReason::kUndo, ReleaseReason::kSilent}) {
    for (const int64_t age_ms : {int64_t{0}, int64_t{3000}, kPxMs - 1}) {
      const Decision decision = ReleaseAt(ClaimOf(RecordState::kRunning), age_ms, reason);
      EXPECT_EQ(decision.px_ms, std::max(kPxMs - age_ms, kLeaseMs));
    }
    // Nor for longer than it was to be kept, whatever a clock says.
    EXPECT_EQ(ReleaseAt(ClaimOf(RecordState::kRunning), -3'600'000, reason).px_ms, kPxMs);
  }
}

TEST(RemoveRuleTest, KeepsARemovedClaimUntilItsOwnEnd) {
  core::RemoveCall call;
  call.force = true;
  const Decision decision = rules::Remove(KeyView(ClaimOf(RecordState::kRunning), 10).view(), call);
  EXPECT_EQ(decision.answer.attempt, 1);
  Record expected = ClaimOf(RecordState::kRemoved);
  expected.rev = 5;
  EXPECT_EQ(decision.text, core::FormatRecord(expected));
}

TEST(RemoveRuleTest, CountsNoClaimThatHoldsNothing) {
  for (const NamedView& each : EveryView()) {
    core::RemoveCall call;
    call.force = true;
    const std::string_view name = each.name;
    const bool holds_nothing = name == "absent" || name == "removed" || name == "late";
    EXPECT_EQ(rules::Remove(each.key.view(), call).answer.attempt, holds_nothing ? 0 : 1) << name;
  }
}

TEST(ResolveRuleTest, GivesAResultThatNoAttemptHasStored) {
  const Decision decision = rules::Resolve(KeyView(ClaimOf(RecordState::kSuspected), 10).view(),
                                           ResolveAs(ResultKind::kValue));
  EXPECT_EQ(decision.text,
            "2|D|resolved|print-option|70|2|v|1800000000000|hint|POST:/pay|resolved payload");
  EXPECT_EQ(decision.px_ms, 8000);
}

TEST(ResolveRuleTest, FreesAKeyForTheNextAttempt) {
  for (const auto& [claim, age_ms] : {std::pair(ClaimOf(RecordState::kRunning), int64_t{4500}),
                                      std::pair(ClaimOf(RecordState::kGivenUp), int64_t{10})}) {
    const Decision decision =
        rules::Resolve(KeyView(claim, age_ms).view(), ResolveAs(ResultKind::kNone));
    EXPECT_EQ(decision.px_ms, std::max(kPxMs - age_ms, kLeaseMs));
    EXPECT_EQ(WrittenBy(decision).attempt, 2);
    EXPECT_EQ(KeyAfter(decision, 0).state, KeyState::kFreed);
  }
}

// The attempt of ClaimOf and ResultOf, as an operator sees it.
core::SeenAttempt SeenOf(core::SeenAttempt::State state) { return {2, kFence, state}; }

// Calls `check(seen)` for every way of not having seen that attempt.
template <typename Check>
void ForEveryOther(core::SeenAttempt seen, Check check) {
  using State = core::SeenAttempt::State;
  const State other = seen.state == State::kStored ? State::kRunning : State::kStored;
  for (const core::SeenAttempt& each :
       {core::SeenAttempt{1, -1, State::kAny}, core::SeenAttempt{3, seen.fence, seen.state},
        core::SeenAttempt{0, seen.fence - 1, State::kAny}, core::SeenAttempt{2, 0, seen.state},
        core::SeenAttempt{0, -1, other}, core::SeenAttempt{2, seen.fence, other}}) {
    check(each);
  }
}

TEST(SeenAttemptTest, LetsAnOperatorChangeTheAttemptThatWasSeen) {
  using State = core::SeenAttempt::State;
  core::ResolveCall resolve = ResolveAs(ResultKind::kValue);
  resolve.seen = SeenOf(State::kRunning);
  const KeyView silent(ClaimOf(RecordState::kSuspected), 10);
  EXPECT_EQ(rules::Resolve(silent.view(), resolve).answer.code, AnswerCode::kResolved);
  core::RemoveCall remove;
  remove.force = true;
  remove.seen = SeenOf(State::kRunning);
  EXPECT_EQ(rules::Remove(silent.view(), remove).answer.attempt, 1);
  remove.seen = SeenOf(State::kStored);
  const std::string result = core::FormatRecord(ResultOf(ResultKind::kValue));
  EXPECT_EQ(rules::Remove({result, 900, kNowMs}, remove).answer.attempt, 1);
}

TEST(SeenAttemptTest, KeepsEveryOtherAttemptAsItIs) {
  using State = core::SeenAttempt::State;
  const auto expect_changed = [](const Decision& decision) {
    EXPECT_EQ(decision.answer.code, AnswerCode::kChanged);
    EXPECT_EQ(decision.write, Decision::Write::kNothing);
    EXPECT_EQ(decision.answer.attempt, 2);
    EXPECT_EQ(decision.answer.fence, kFence);
  };
  for (const char state : std::string("RSZF")) {
    for (const int64_t age_ms : {int64_t{0}, kPxMs - 1}) {
      const KeyView claim(ClaimOf(static_cast<RecordState>(state)), age_ms);
      ForEveryOther(SeenOf(State::kRunning), [&](const core::SeenAttempt& seen) {
        core::ResolveCall resolve = ResolveAs(ResultKind::kValue);
        resolve.seen = seen;
        expect_changed(rules::Resolve(claim.view(), resolve));
        core::RemoveCall remove{{}, true, 0, seen};
        expect_changed(rules::Remove(claim.view(), remove));
      });
    }
  }
  const std::string result = core::FormatRecord(ResultOf(ResultKind::kValue));
  ForEveryOther(SeenOf(State::kStored), [&](const core::SeenAttempt& seen) {
    const Decision removed = rules::Remove({result, 900, kNowMs}, {{}, true, 0, seen});
    expect_changed(removed);
    EXPECT_EQ(removed.answer.kind, ResultKind::kValue);
  });
}

TEST(SeenAttemptTest, IsAnotherOneWhereItsOwnerIsBack) {
  using State = core::SeenAttempt::State;
  core::RemoveCall call{{}, true, 0, SeenOf(State::kIdle)};
  const auto remove = [&](RecordState state, int64_t age_ms) {
    return rules::Remove(KeyView(ClaimOf(state), age_ms).view(), call).answer.code;
  };
  EXPECT_EQ(remove(RecordState::kRunning, 0), AnswerCode::kChanged);
  for (const auto state : {RecordState::kRunning, RecordState::kSuspected, RecordState::kGivenUp,
                           RecordState::kFreed}) {
    EXPECT_EQ(remove(state, kPxMs - 1), AnswerCode::kRemoved);
  }
}

TEST(SeenAttemptTest, IsNotComparedWithARecordThatNobodyCanRead) {
  core::RemoveCall call{{}, true, 0, {2, -1, core::SeenAttempt::State::kAny}};
  const Decision decision = rules::Remove({"no record of ours", 900, kNowMs}, call);
  EXPECT_EQ(decision.answer.code, AnswerCode::kForeign);
  EXPECT_EQ(decision.write, Decision::Write::kNothing);
}

TEST(InspectRuleTest, TellsAllThatIsKnownOfAClaim) {
  const Decision decision = rules::Inspect(KeyView(ClaimOf(RecordState::kRunning), 400).view(), {});
  EXPECT_EQ(decision.answer.left_ms, 601);
  EXPECT_EQ(decision.answer.elapsed_ms, 300);
  EXPECT_EQ(decision.answer.began_ms, kNowMs - 300);
  EXPECT_EQ(decision.answer.expires_ms, kPxMs - 400);
  EXPECT_EQ(decision.answer.fence, kFence);
  EXPECT_EQ(decision.answer.attempt, 2);
  EXPECT_EQ(decision.answer.fingerprint, "print-option");
  EXPECT_EQ(decision.answer.label, "POST:/pay");
}

TEST(InspectRuleTest, GivesAPayloadOnlyWhereItIsAskedForOne) {
  const std::string text = core::FormatRecord(ResultOf(ResultKind::kValue));
  core::InspectCall call;
  const auto inspect = [&] { return rules::Inspect({text, 900, kNowMs}, call).answer; };
  EXPECT_EQ(inspect().payload, "");
  EXPECT_EQ(inspect().bytes, 7);
  EXPECT_EQ(inspect().label, "POST:/pay");
  call.with_payload = true;
  EXPECT_EQ(inspect().payload, "payload");
}

TEST(MarkAwaitedRuleTest, MarksAClaimOnceAndLeavesItsAge) {
  const KeyView key(ClaimOf(RecordState::kRunning), 400);
  const Decision decision = rules::MarkAwaited(key.view());
  Record expected = ClaimOf(RecordState::kRunning);
  expected.rev = 5;
  expected.is_awaited = true;
  EXPECT_EQ(decision.text, core::FormatRecord(expected));
  const Decision again = rules::MarkAwaited(KeyView(expected, 400).view());
  EXPECT_EQ(again.write, Decision::Write::kNothing);
}

using Rule = std::function<Decision(const View&)>;

// All that may be done to a key, by its owner, by others and by an operator.
std::vector<Rule> EveryRule() {
  std::vector<Rule> every = {
      [](const View& view) { return rules::Begin(view, BeginBy("other"), 1); },
      [](const View& view) { return rules::Inspect(view, {}); },
      [](const View& view) { return rules::MarkAwaited(view); },
  };
  for (const auto* token : {"owner", "other"}) {
    for (const auto kind : {ResultKind::kValue, ResultKind::kError, ResultKind::kTombstone}) {
      every.push_back(
          [=](const View& view) { return rules::Complete(view, CompleteBy(token, kind)); });
    }
    every.push_back([=](const View& view) { return rules::Renew(view, RenewBy(token)); });
    for (const auto reason : {ReleaseReason::kUndo, ReleaseReason::kFree, ReleaseReason::kSilent}) {
      every.push_back(
          [=](const View& view) { return rules::Release(view, ReleaseBy(token, reason)); });
    }
  }
  for (const auto kind : {ResultKind::kNone, ResultKind::kValue}) {
    every.push_back([=](const View& view) { return rules::Resolve(view, ResolveAs(kind)); });
  }
  for (const bool force : {false, true}) {
    core::RemoveCall call;
    call.force = force;
    every.push_back([=](const View& view) { return rules::Remove(view, call); });
  }
  return every;
}

// Calls `check(claim, decision)` for whatever may be done to a claim of any state, age and origin.
template <typename Check>
void ForEveryWriteOnAClaim(Check check) {
  for (const char state : std::string("RSZFX")) {
    for (const int64_t age_ms : {int64_t{-9000}, int64_t{0}, int64_t{500}, int64_t{501},
                                 kLeaseMs - 1, kLeaseMs, kPxMs - 1}) {
      for (const char origin : std::string("NFT")) {
        for (const bool is_awaited : {false, true}) {
          Record claim = ClaimOf(static_cast<RecordState>(state));
          claim.origin = static_cast<Origin>(origin);
          claim.is_awaited = is_awaited;
          for (const Rule& rule : EveryRule()) {
            const Decision decision = rule(KeyView(claim, age_ms).view());
            if (decision.write != Decision::Write::kNothing) check(claim, decision);
          }
        }
      }
    }
  }
}

TEST(EveryRuleTest, WritesNoTextTwice) {
  int writes = 0;
  ForEveryWriteOnAClaim([&](const Record& claim, const Decision& decision) {
    if (decision.write == Decision::Write::kDelete) return;
    const Record written = WrittenBy(decision);
    ++writes;
    if (written.is_done()) return;
    EXPECT_EQ(written.rev, claim.rev + 1) << decision.text;
  });
  EXPECT_GT(writes, 500);
}

TEST(EveryRuleTest, LowersNoFenceAndForgetsNoWaiter) {
  ForEveryWriteOnAClaim([](const Record& claim, const Decision& decision) {
    if (decision.write == Decision::Write::kDelete) return;
    const Record written = WrittenBy(decision);
    EXPECT_GE(written.fence, claim.fence);
    if (written.is_done()) return;
    EXPECT_GE(written.is_awaited, claim.is_awaited);
    EXPECT_EQ(written.not_after_ms, 0);
  });
}

TEST(EveryRuleTest, KeepsEveryClaimForItsLeaseAtLeast) {
  ForEveryWriteOnAClaim([](const Record&, const Decision& decision) {
    if (decision.write != Decision::Write::kText) return;
    const Record written = WrittenBy(decision);
    EXPECT_GE(decision.px_ms, written.is_done() ? 1 : written.lease_ms);
    if (written.is_done()) return;
    EXPECT_FALSE(KeyAfter(decision, 0).clock_went_back);
    // What the lease still has is over before the record is.
    EXPECT_LE(KeyAfter(decision, 0).wait_ms, decision.px_ms);
  });
}

TEST(EveryRuleTest, WakesThoseWhoWaitWhenItEndsOrFreesAKey) {
  ForEveryWriteOnAClaim([](const Record& claim, const Decision& decision) {
    bool ends = decision.write == Decision::Write::kDelete;
    if (!ends) {
      const RecordState state = WrittenBy(decision).state;
      const bool has_ended = state != RecordState::kRunning && state != RecordState::kSuspected;
      ends = has_ended && state != claim.state;
    }
    EXPECT_EQ(decision.wakes, ends && claim.is_awaited) << decision.text;
  });
}

}  // namespace
}  // namespace onceonly::store
