// How a verb asks a server that keeps records: what it asks, how often, and what becomes of a
// question that comes late, is overtaken or fails.
#include "store/verb_runner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/record.h"
#include "store/map_server.h"
#include "store/recording_sink.h"
#include "store/store_harness.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::CompleteCall, core::ReleaseReason,
    core::ResultKind;

constexpr int64_t kBudgetMs = 2000;

class VerbRunnerTest : public testing::Test {
 protected:
  core::CallId Begin(std::string_view token, std::string_view fingerprint = "print-option") {
    BeginCall begin = BeginOf(id_, token);
    begin.fingerprint = fingerprint;
    begin.timeout_ms = kBudgetMs;
    runner_.Begin(++call_, begin);
    return call_;
  }
  core::CallId Complete(std::string_view token, std::string_view record,
                        ResultKind kind = ResultKind::kValue) {
    CompleteCall complete = CompleteOf(id_, token, kind);
    complete.record = record;
    runner_.Complete(++call_, complete);
    return call_;
  }
  Answer Owned(std::string_view token) {
    const Answer own = sink_.Take(Begin(token));
    EXPECT_EQ(own.code, AnswerCode::kOwn);
    server_.Asked();
    return own;
  }
  AnswerCode CodeOf(core::CallId call) {
    EXPECT_TRUE(sink_.Has(call));
    return sink_.Take(call).code;
  }
  StatusCode WhyOf(core::CallId call) {
    EXPECT_TRUE(sink_.Has(call));
    const Answer answer = sink_.Take(call);
    EXPECT_EQ(answer.code, AnswerCode::kFailed);
    return answer.status.code();
  }

  FakeClock clock_;
  MapServer server_{&clock_};
  RecordingSink sink_;
  VerbRunner runner_{&server_, &clock_, &sink_};
  const std::string id_ = FreshId();
  core::CallId call_ = 0;
};

TEST_F(VerbRunnerTest, AFreshKeyIsOwnedByOneQuestion) {
  const Answer own = sink_.Take(Begin("mine"));
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 1);
  EXPECT_EQ(own.left_ms, 60'000);
  EXPECT_EQ(own.record, server_.text(id_));
  EXPECT_EQ(server_.Asked(), "insert");
  const auto record = core::ParseRecord(own.record);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.value().fence, own.fence);
  EXPECT_EQ(record.value().not_after_ms, server_.ServerMs() + kBudgetMs);
}

TEST_F(VerbRunnerTest, AnOutcomeIsStoredByOneQuestionWhereTheOwnerKnowsItsRecord) {
  const Answer own = Owned("mine");
  EXPECT_EQ(CodeOf(Complete("mine", own.record)), AnswerCode::kStored);
  EXPECT_EQ(server_.Asked(), "swap");
  EXPECT_EQ(sink_.Take(Begin("other")).payload, "payload of mine");
  EXPECT_EQ(server_.Asked(), "insert");
}

TEST_F(VerbRunnerTest, AnOutcomeIsStoredByALookAndASwapWhereItDoesNot) {
  Owned("mine");
  EXPECT_EQ(CodeOf(Complete("mine", "")), AnswerCode::kStored);
  EXPECT_EQ(server_.Asked(), "look swap");
}

TEST_F(VerbRunnerTest, ARenewalGivesTheRecordThatIsKnownFromThenOn) {
  const Answer own = Owned("mine");
  core::RenewCall renew = RenewOf(id_, "mine");
  renew.record = own.record;
  runner_.Renew(++call_, renew);
  const Answer renewed = sink_.Take(call_);
  EXPECT_EQ(renewed.code, AnswerCode::kRenewed);
  EXPECT_EQ(renewed.record, server_.text(id_));
  EXPECT_NE(renewed.record, own.record);
  EXPECT_EQ(server_.Asked(), "swap");
  EXPECT_EQ(CodeOf(Complete("mine", renewed.record)), AnswerCode::kStored);
  EXPECT_EQ(server_.Asked(), "swap");
}

TEST_F(VerbRunnerTest, ARecordThatIsKnownNoMoreCostsASecondSwap) {
  const Answer own = Owned("mine");
  clock_.Advance(60'001);
  EXPECT_EQ(CodeOf(Begin("other")), AnswerCode::kSilent);
  EXPECT_EQ(server_.Asked(), "insert look swap");
  EXPECT_EQ(CodeOf(Complete("mine", own.record)), AnswerCode::kStored);
  EXPECT_EQ(server_.Asked(), "swap swap");
}

TEST_F(VerbRunnerTest, ARecordThatIsNoneOfTheCallersIsNotWritten) {
  const Answer own = Owned("mine");
  EXPECT_EQ(CodeOf(Complete("other", own.record, ResultKind::kError)), AnswerCode::kFenced);
  EXPECT_EQ(CodeOf(Complete("mine", "garbage")), AnswerCode::kStored);
}

TEST_F(VerbRunnerTest, ARunningKeyIsToldByALook) {
  Owned("mine");
  clock_.Advance(1000);
  const Answer running = sink_.Take(Begin("other"));
  EXPECT_EQ(running.code, AnswerCode::kRunning);
  EXPECT_EQ(running.left_ms, 59'000);
  EXPECT_EQ(running.elapsed_ms, 1000);
  EXPECT_EQ(server_.Asked(), "insert look");
}

TEST_F(VerbRunnerTest, ABeginThatIsSentAgainGetsItsOwnRecord) {
  const Answer first = Owned("mine");
  const Answer again = sink_.Take(Begin("mine"));
  EXPECT_EQ(again.code, AnswerCode::kOwn);
  EXPECT_EQ(again.fence, first.fence);
  EXPECT_EQ(again.record, first.record);
}

TEST_F(VerbRunnerTest, ATakeoverGivesTheRecordToSwapNext) {
  Owned("mine");
  clock_.Advance(60'001);
  EXPECT_EQ(CodeOf(Begin("other")), AnswerCode::kSilent);
  clock_.Advance(30'001);
  const Answer own = sink_.Take(Begin("other"));
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 2);
  server_.Asked();
  EXPECT_EQ(CodeOf(Complete("other", own.record)), AnswerCode::kStored);
  EXPECT_EQ(server_.Asked(), "swap");
}

TEST_F(VerbRunnerTest, AnotherRequestIsToldAtOnceOfAResult) {
  const Answer own = Owned("mine");
  Complete("mine", own.record);
  server_.Asked();
  EXPECT_EQ(CodeOf(Begin("other", "another-option")), AnswerCode::kMismatch);
  EXPECT_EQ(CodeOf(Begin("other", "print-others")), AnswerCode::kForeign);
  EXPECT_EQ(server_.Asked(), "insert insert");
}

TEST_F(VerbRunnerTest, AForeignTextIsToldWithoutALook) {
  server_.Put(id_, "garbage", 1000);
  EXPECT_EQ(CodeOf(Begin("mine")), AnswerCode::kForeign);
  EXPECT_EQ(server_.Asked(), "insert");
  EXPECT_EQ(server_.text(id_), "garbage");
}

TEST_F(VerbRunnerTest, AServerThatTellsTheMomentIsNotAskedAgain) {
  server_.tells_moment_of_inserts = true;
  Owned("mine");
  EXPECT_EQ(CodeOf(Begin("other")), AnswerCode::kRunning);
  EXPECT_EQ(server_.Asked(), "insert");
}

TEST_F(VerbRunnerTest, LooksFirstAsLongAsNothingIsKnownOfTheServersClock) {
  server_.knows_clock = false;
  EXPECT_EQ(CodeOf(Begin("mine")), AnswerCode::kOwn);
  EXPECT_EQ(server_.Asked(), "look insert");
}

TEST_F(VerbRunnerTest, OwnsNothingByAnInsertionThatCameTooLate) {
  server_.answers_at_once = false;
  const core::CallId late = Begin("mine");
  clock_.Advance(kBudgetMs + 1);
  server_.Answer();
  EXPECT_EQ(WhyOf(late), StatusCode::kOutcomeUnknown);
  EXPECT_EQ(server_.open(), 0u);
  // Nobody waits for it, and the caller takes it back.
  clock_.Advance(1000);
  const core::CallId undo = ++call_;
  runner_.Release(undo, ReleaseOf(id_, "mine", ReleaseReason::kUndo));
  server_.AnswerAll();
  EXPECT_EQ(CodeOf(undo), AnswerCode::kReleased);
  EXPECT_FALSE(server_.has(id_));
}

TEST_F(VerbRunnerTest, TakesALateClaimOfAnotherForNone) {
  server_.answers_at_once = false;
  Begin("mine");
  clock_.Advance(kBudgetMs + 101);
  server_.Answer();
  server_.answers_at_once = true;
  const Answer own = sink_.Take(Begin("other"));
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 1);
  EXPECT_FALSE(own.is_recovery);
}

TEST_F(VerbRunnerTest, BeginsAnewWhereOnlyTheServersClockWasMisjudged) {
  server_.misjudged_ms = -100'000;
  const Answer own = sink_.Take(Begin("mine"));
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 1);
  EXPECT_EQ(own.record, server_.text(id_));
  EXPECT_EQ(server_.Asked(), "insert look swap");
  EXPECT_EQ(CodeOf(Begin("other")), AnswerCode::kRunning);
}

TEST_F(VerbRunnerTest, AClaimSaysNoDeadlineWhereTheServerRefusesALateOne) {
  server_.refuses_late_inserts = true;
  const Answer own = Owned("mine");
  EXPECT_EQ(core::ParseRecord(own.record).value().not_after_ms, 0);
}

TEST_F(VerbRunnerTest, InsertsAnewWhatWentWhileItLooked) {
  Owned("mine");
  server_.answers_at_once = false;
  const core::CallId begin = Begin("other");
  server_.Answer();
  server_.Wipe();
  server_.AnswerAll();
  EXPECT_EQ(CodeOf(begin), AnswerCode::kOwn);
  EXPECT_EQ(server_.Asked(), "insert look insert");
}

TEST_F(VerbRunnerTest, TheFirstOfTwoTakeoversWins) {
  Owned("dead");
  clock_.Advance(60'001);
  Begin("a");
  clock_.Advance(30'001);
  server_.answers_at_once = false;
  const core::CallId a = Begin("a");
  const core::CallId b = Begin("b");
  server_.AnswerAll();
  const Answer own = sink_.Take(a);
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 2);
  EXPECT_EQ(CodeOf(b), AnswerCode::kRunning);
}

TEST_F(VerbRunnerTest, AnOutcomeThatIsOvertakenByAnotherIsLost) {
  const Answer own = Owned("mine");
  server_.answers_at_once = false;
  const core::CallId first = Complete("other", "");
  const core::CallId late = Complete("mine", own.record);
  server_.Answer();  // the look of the first
  std::rotate(server_.questions().begin(), server_.questions().begin() + 1,
              server_.questions().end());
  server_.AnswerAll();
  EXPECT_EQ(CodeOf(first), AnswerCode::kLateWin);
  const Answer lost = sink_.Take(late);
  EXPECT_EQ(lost.code, AnswerCode::kLost);
  EXPECT_EQ(lost.payload, "payload of other");
}

TEST_F(VerbRunnerTest, AnOutcomeThatIsSentAgainIsADuplicate) {
  const Answer own = Owned("mine");
  EXPECT_EQ(CodeOf(Complete("mine", own.record)), AnswerCode::kStored);
  EXPECT_EQ(CodeOf(Complete("mine", own.record)), AnswerCode::kDuplicate);
  EXPECT_EQ(server_.Asked(), "swap swap");
}

TEST_F(VerbRunnerTest, AdoptsAnOutcomeWhoseRecordIsGone) {
  const Answer own = Owned("mine");
  server_.Wipe();
  EXPECT_EQ(CodeOf(Complete("mine", own.record)), AnswerCode::kAdopted);
  EXPECT_EQ(server_.Asked(), "swap swap");
  EXPECT_TRUE(server_.has(id_));
}

TEST_F(VerbRunnerTest, EndsWithItsTimeoutBetweenTwoQuestions) {
  Owned("mine");
  server_.answers_at_once = false;
  const core::CallId begin = Begin("other");
  clock_.Advance(kBudgetMs);
  server_.Answer();
  EXPECT_EQ(WhyOf(begin), StatusCode::kTimeout);
  EXPECT_EQ(server_.open(), 0u);
}

TEST_F(VerbRunnerTest, GivesEveryQuestionWhatIsLeftOfItsTime) {
  Owned("mine");
  server_.answers_at_once = false;
  Begin("other");
  EXPECT_EQ(server_.patience().timeout_ms, kBudgetMs);
  clock_.Advance(500);
  server_.Answer();
  EXPECT_EQ(server_.patience().timeout_ms, kBudgetMs - 500);
  server_.AnswerAll();
}

TEST_F(VerbRunnerTest, OnlyAnOwnerWaitsForAServerThatIsDown) {
  const Answer own = Owned("mine");
  const auto waits = [&] { return server_.patience().waits_when_down; };
  EXPECT_FALSE(waits());
  core::RenewCall renew = RenewOf(id_, "mine");
  runner_.Renew(++call_, renew);
  EXPECT_TRUE(waits());
  runner_.Inspect(++call_, InspectOf(id_));
  EXPECT_FALSE(waits());
  Complete("mine", own.record);
  EXPECT_TRUE(waits());
  CompleteCall offer = CompleteOf(id_, "offer");
  offer.is_owner = false;
  runner_.Complete(++call_, offer);
  EXPECT_FALSE(waits());
  runner_.Release(++call_, ReleaseOf(id_, "mine", ReleaseReason::kFree));
  EXPECT_TRUE(waits());
  runner_.Remove(++call_, RemoveOf(id_));
  EXPECT_FALSE(waits());
  runner_.Resolve(++call_, ResolveOf(id_));
  EXPECT_FALSE(waits());
}

TEST_F(VerbRunnerTest, TellsWhyAQuestionFailed) {
  server_.answers_at_once = false;
  const core::CallId begin = Begin("mine");
  server_.Fail(StatusCode::kOutcomeUnknown);
  EXPECT_EQ(WhyOf(begin), StatusCode::kOutcomeUnknown);
  const core::CallId complete = Complete("mine", "");
  server_.Fail(StatusCode::kWrongType);
  EXPECT_EQ(WhyOf(complete), StatusCode::kWrongType);
}

TEST_F(VerbRunnerTest, ABeginThatWasRefusedAsLateIsToldSo) {
  server_.refuses_late_inserts = true;
  server_.answers_at_once = false;
  const core::CallId begin = Begin("mine");
  clock_.Advance(kBudgetMs);
  server_.RefuseAsLate();
  EXPECT_EQ(CodeOf(begin), AnswerCode::kLate);
  const core::CallId early = Begin("mine");
  server_.RefuseAsLate();
  server_.AnswerAll();
  EXPECT_EQ(CodeOf(early), AnswerCode::kOwn);
}

TEST_F(VerbRunnerTest, FencesGrowThoughTheClockStands) {
  int64_t last = 0;
  for (int i = 0; i < 3; ++i) {
    const Answer own = Owned("mine");
    EXPECT_GT(own.fence, last);
    last = own.fence;
    server_.Wipe();
  }
}

TEST_F(VerbRunnerTest, WakesTheWatchesOfAMarkedRecordOnceAndOfNoOther) {
  const Answer own = Owned("mine");
  Complete("mine", own.record);
  EXPECT_EQ(server_.wakes, 0);
  server_.Wipe();
  const Answer again = Owned("mine");
  bool is_marked = false;
  runner_.MarkAwaited(id_, 1000, [&](bool marked) { is_marked = marked; });
  EXPECT_TRUE(is_marked);
  EXPECT_EQ(server_.Asked(), "look swap");
  EXPECT_EQ(CodeOf(Complete("mine", again.record)), AnswerCode::kStored);
  EXPECT_EQ(server_.Asked(), "swap swap");
  EXPECT_EQ(server_.wakes, 1);
}

TEST_F(VerbRunnerTest, SaysThatAMarkCouldNotBeMade) {
  server_.answers_at_once = false;
  int told = -1;
  runner_.MarkAwaited(id_, 1000, [&](bool marked) { told = marked; });
  server_.Fail(StatusCode::kBreakerOpen);
  EXPECT_EQ(told, 0);
}

TEST_F(VerbRunnerTest, NoCallSeesTheTextsOfAnotherThatItFollows) {
  for (const std::string& payload : {std::string(10'000, 'x'), std::string("short")}) {
    server_.Wipe();
    const Answer own = Owned("mine");
    CompleteCall complete = CompleteOf(id_, "mine");
    complete.payload = payload;
    runner_.Complete(++call_, complete);
    EXPECT_EQ(CodeOf(call_), AnswerCode::kStored);
    EXPECT_EQ(sink_.Take(Begin("other")).payload, payload);
  }
}

}  // namespace
}  // namespace onceonly::store
