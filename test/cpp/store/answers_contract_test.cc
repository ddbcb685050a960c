// Every verb in every state of a key.
#include "store/contract_test.h"

namespace onceonly::store {
namespace {

using enum core::AnswerCode;
using core::BeginCall, core::CompleteCall, core::ReleaseReason, core::ResultKind;

class AnswersTest : public ContractTest {};
INSTANTIATE_TEST_SUITE_P(Every, AnswersTest, EveryStore(), KindName);

// The columns: absent, running, silent, given up, released, freed, removed, value, error,
// tombstone.

TEST_P(AnswersTest, BeginByAnotherAttempt) {
  ExpectAnswers(on_, {kOwn, kRunning, kSilent, kSilent, kOwn, kOwn, kOwn, kDone, kDone, kDone},
                [&](const std::string& id) { return on_.Begin(BeginOf(id, "other")); });
}

TEST_P(AnswersTest, BeginThatMustNotTakeOver) {
  ExpectAnswers(on_, {kOwn, kRunning, kSilent, kUnknown, kUnknown, kOwn, kOwn, kDone, kDone, kDone},
                [&](const std::string& id) {
                  BeginCall begin = BeginOf(id, "other");
                  begin.on_abandoned = core::OnAbandoned::kHold;
                  return on_.Begin(begin);
                });
}

TEST_P(AnswersTest, BeginAfterTheLastAttempt) {
  ExpectAnswers(on_, {kOwn, kRunning, kSilent, kUnknown, kUnknown, kOwn, kOwn, kDone, kDone, kDone},
                [&](const std::string& id) {
                  BeginCall begin = BeginOf(id, "other");
                  begin.max_attempts = 1;
                  return on_.Begin(begin);
                });
}

TEST_P(AnswersTest, BeginOfAnotherRequest) {
  ExpectAnswers(on_,
                {kOwn, kMismatch, kMismatch, kMismatch, kMismatch, kMismatch, kOwn, kMismatch,
                 kMismatch, kMismatch},
                [&](const std::string& id) {
                  BeginCall begin = BeginOf(id, "other");
                  begin.fingerprint = "another-option";
                  return on_.Begin(begin);
                });
}

TEST_P(AnswersTest, BeginUnderOtherFingerprintOptions) {
  ExpectAnswers(
      on_,
      {kOwn, kForeign, kForeign, kForeign, kForeign, kForeign, kOwn, kForeign, kForeign, kForeign},
      [&](const std::string& id) {
        BeginCall begin = BeginOf(id, "other");
        begin.fingerprint = "print-others";
        return on_.Begin(begin);
      });
}

TEST_P(AnswersTest, ValueUnderOtherFingerprintOptions) {
  ExpectAnswers(on_,
                {kAdopted, kForeign, kForeign, kForeign, kForeign, kForeign, kGone, kForeign,
                 kForeign, kForeign},
                [&](const std::string& id) {
                  CompleteCall complete = CompleteOf(id, "other");
                  complete.fingerprint = "print-others";
                  return on_.Complete(complete);
                });
}

TEST_P(AnswersTest, BeginWithThePreviousFingerprint) {
  ExpectAnswers(on_, {kOwn, kRunning, kSilent, kSilent, kOwn, kOwn, kOwn, kDone, kDone, kDone},
                [&](const std::string& id) {
                  BeginCall begin = BeginOf(id, "other");
                  begin.fingerprint = "another-option";
                  begin.other_fingerprint = "print-option";
                  return on_.Begin(begin);
                });
}

TEST_P(AnswersTest, BeginResentByItsToken) {
  ExpectAnswers(on_, {kOwn, kOwn, kSilent, kSilent, kOwn, kOwn, kOwn, kDone, kDone, kDone},
                [&](const std::string& id) { return on_.Begin(BeginOf(id, "owner")); });
}

TEST_P(AnswersTest, ValueOfTheOwner) {
  ExpectAnswers(on_,
                {kAdopted, kStored, kStored, kLateWin, kLateWin, kLateWin, kGone, kDuplicate,
                 kDuplicate, kDuplicate},
                [&](const std::string& id) { return on_.Complete(CompleteOf(id, "owner")); });
}

TEST_P(AnswersTest, ValueOfAnotherAttempt) {
  ExpectAnswers(
      on_,
      {kAdopted, kLateWin, kLateWin, kLateWin, kLateWin, kLateWin, kGone, kLost, kReplaced, kLost},
      [&](const std::string& id) { return on_.Complete(CompleteOf(id, "other")); });
}

TEST_P(AnswersTest, TombstoneOfAnotherAttempt) {
  ExpectAnswers(
      on_,
      {kAdopted, kLateWin, kLateWin, kLateWin, kLateWin, kLateWin, kGone, kLost, kReplaced, kLost},
      [&](const std::string& id) {
        return on_.Complete(CompleteOf(id, "other", ResultKind::kTombstone));
      });
}

TEST_P(AnswersTest, ErrorOfTheOwner) {
  ExpectAnswers(on_,
                {kGone, kStored, kStored, kFenced, kFenced, kFenced, kGone, kDuplicate, kDuplicate,
                 kDuplicate},
                [&](const std::string& id) {
                  return on_.Complete(CompleteOf(id, "owner", ResultKind::kError));
                });
}

TEST_P(AnswersTest, ErrorOfAnotherAttempt) {
  ExpectAnswers(on_,
                {kGone, kFenced, kFenced, kFenced, kFenced, kFenced, kGone, kLost, kLost, kLost},
                [&](const std::string& id) {
                  return on_.Complete(CompleteOf(id, "other", ResultKind::kError));
                });
}

TEST_P(AnswersTest, ValueOfAnotherRequest) {
  ExpectAnswers(on_,
                {kAdopted, kMismatch, kMismatch, kMismatch, kMismatch, kMismatch, kGone, kMismatch,
                 kMismatch, kMismatch},
                [&](const std::string& id) {
                  CompleteCall complete = CompleteOf(id, "other");
                  complete.fingerprint = "another-option";
                  return on_.Complete(complete);
                });
}

TEST_P(AnswersTest, ValueWithTheFingerprintOfTheOtherSecret) {
  ExpectAnswers(
      on_,
      {kAdopted, kLateWin, kLateWin, kLateWin, kLateWin, kLateWin, kGone, kLost, kReplaced, kLost},
      [&](const std::string& id) {
        CompleteCall complete = CompleteOf(id, "other");
        complete.fingerprint = "another-option";
        complete.other_fingerprint = "print-option";
        return on_.Complete(complete);
      });
}

TEST_P(AnswersTest, ValueOfferedFromOutside) {
  ExpectAnswers(
      on_,
      {kAdopted, kLateWin, kLateWin, kLateWin, kLateWin, kLateWin, kAdopted, kLost, kLost, kLost},
      [&](const std::string& id) {
        CompleteCall complete = CompleteOf(id, "other");
        complete.is_owner = false;
        return on_.Complete(complete);
      });
}

TEST_P(AnswersTest, RenewByTheOwner) {
  ExpectAnswers(on_, {kGone, kRenewed, kRenewed, kLost, kLost, kLost, kLost, kDone, kDone, kDone},
                [&](const std::string& id) { return on_.Renew(RenewOf(id, "owner")); });
}

TEST_P(AnswersTest, RenewByAnotherAttempt) {
  ExpectAnswers(on_, {kGone, kLost, kLost, kLost, kLost, kLost, kLost, kDone, kDone, kDone},
                [&](const std::string& id) { return on_.Renew(RenewOf(id, "other")); });
}

TEST_P(AnswersTest, ReleaseByTheOwner) {
  for (const auto reason : {ReleaseReason::kUndo, ReleaseReason::kFree, ReleaseReason::kSilent}) {
    ExpectAnswers(
        on_,
        {kGone, kReleased, kReleased, kReleased, kReleased, kReleased, kLost, kGone, kGone, kGone},
        [&](const std::string& id) { return on_.Release(ReleaseOf(id, "owner", reason)); });
  }
}

TEST_P(AnswersTest, ReleaseByAnotherAttempt) {
  for (const auto reason : {ReleaseReason::kUndo, ReleaseReason::kFree, ReleaseReason::kSilent}) {
    ExpectAnswers(
        on_, {kGone, kLost, kLost, kLost, kLost, kLost, kLost, kGone, kGone, kGone},
        [&](const std::string& id) { return on_.Release(ReleaseOf(id, "other", reason)); });
  }
}

TEST_P(AnswersTest, Inspect) {
  ExpectAnswers(
      on_, {kAbsent, kRunning, kSilent, kSilent, kUnknown, kFreed, kAbsent, kDone, kDone, kDone},
      [&](const std::string& id) { return on_.Inspect(InspectOf(id)); });
}

TEST_P(AnswersTest, ResolveWithAResult) {
  ExpectAnswers(
      on_,
      {kAbsent, kRunning, kResolved, kResolved, kResolved, kFreed, kAbsent, kDone, kDone, kDone},
      [&](const std::string& id) { return on_.Resolve(ResolveOf(id, ResultKind::kValue)); });
}

TEST_P(AnswersTest, ResolveAsFree) {
  ExpectAnswers(
      on_,
      {kAbsent, kRunning, kResolved, kResolved, kResolved, kFreed, kAbsent, kDone, kDone, kDone},
      [&](const std::string& id) { return on_.Resolve(ResolveOf(id)); });
}

TEST_P(AnswersTest, Remove) {
  ExpectAnswers(on_,
                {kRemoved, kRunning, kRunning, kRunning, kRunning, kRemoved, kRemoved, kRemoved,
                 kRemoved, kRemoved},
                [&](const std::string& id) { return on_.Remove(RemoveOf(id)); });
}

TEST_P(AnswersTest, RemoveByForceLeavesNothingToSee) {
  ExpectAnswers(
      on_,
      {kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent},
      [&](const std::string& id) {
        EXPECT_EQ(on_.Remove(RemoveOf(id, true)).code, kRemoved);
        return on_.Inspect(InspectOf(id));
      });
}

}  // namespace
}  // namespace onceonly::store
