// Every rule in every state of a key: what it answers and what it writes.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "store/key_view.h"

namespace onceonly::store {
namespace {

using core::BeginCall, core::CompleteCall, core::ReleaseReason, core::ResultKind;
using Rule = std::function<Decision(const View&)>;

// "ANSWER" and what is written: the letter of the record, `keep` for one that keeps its time to
// live, `delete`, or nothing.
std::string Describe(const Decision& decision) {
  const std::string code(core::AnswerName(decision.answer.code));
  switch (decision.write) {
    case Decision::Write::kNothing:
      return code;
    case Decision::Write::kDelete:
      return code + " delete";
    case Decision::Write::kText:
      return code + " " + static_cast<char>(WrittenBy(decision).state);
    case Decision::Write::kTextKeepTtl:
      return code + " " + static_cast<char>(WrittenBy(decision).state) + " keep";
  }
  return code;
}

// `expected`: of each member of EveryView(), in its order.
void ExpectDecisions(const std::vector<std::string>& expected, const Rule& rule) {
  ASSERT_EQ(expected.size(), EveryView().size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(Describe(rule(EveryView()[i].key.view())), expected[i]) << EveryView()[i].name;
  }
}

Rule BeginAs(const BeginCall& call) {
  return [call](const View& view) { return rules::Begin(view, call, 1); };
}
Rule CompleteAs(const CompleteCall& call) {
  return [call](const View& view) { return rules::Complete(view, call); };
}
Rule ReleaseAs(std::string_view token, ReleaseReason reason) {
  return [=](const View& view) { return rules::Release(view, ReleaseBy(token, reason)); };
}

// The columns: absent, running, silent, suspect, unknown, given up, given up long ago, freed,
// removed, late, value, error, tombstone, foreign.

TEST(RulesTable, BeginByAnotherAttempt) {
  ExpectDecisions({"OWN R", "RUNNING", "SILENT S", "SILENT", "OWN R", "SILENT", "OWN R", "OWN R",
                   "OWN R", "OWN R", "DONE", "DONE", "DONE", "FOREIGN"},
                  BeginAs(BeginBy("other")));
}

TEST(RulesTable, BeginThatMustNotTakeOver) {
  BeginCall held = BeginBy("other");
  held.on_abandoned = core::OnAbandoned::kHold;
  BeginCall last = BeginBy("other");
  last.max_attempts = 2;
  for (const BeginCall& call : {held, last}) {
    ExpectDecisions({"OWN R", "RUNNING", "SILENT S", "SILENT", "UNKNOWN", "UNKNOWN", "UNKNOWN",
                     "OWN R", "OWN R", "OWN R", "DONE", "DONE", "DONE", "FOREIGN"},
                    BeginAs(call));
  }
}

TEST(RulesTable, BeginResentByItsToken) {
  ExpectDecisions({"OWN R", "OWN", "SILENT S", "SILENT", "OWN R", "SILENT", "OWN R", "OWN R",
                   "OWN R", "OWN R", "DONE", "DONE", "DONE", "FOREIGN"},
                  BeginAs(BeginBy("owner")));
}

TEST(RulesTable, BeginOfAnotherRequest) {
  BeginCall call = BeginBy("other");
  call.fingerprint = "another-option";
  ExpectDecisions({"OWN R", "MISMATCH", "MISMATCH", "MISMATCH", "MISMATCH", "MISMATCH", "MISMATCH",
                   "MISMATCH", "OWN R", "OWN R", "MISMATCH", "MISMATCH", "MISMATCH", "FOREIGN"},
                  BeginAs(call));
}

TEST(RulesTable, BeginUnderOtherFingerprintOptions) {
  BeginCall call = BeginBy("other");
  call.fingerprint = "print-others";
  ExpectDecisions({"OWN R", "FOREIGN", "FOREIGN", "FOREIGN", "FOREIGN", "FOREIGN", "FOREIGN",
                   "FOREIGN", "OWN R", "OWN R", "FOREIGN", "FOREIGN", "FOREIGN", "FOREIGN"},
                  BeginAs(call));
}

TEST(RulesTable, BeginWithThePreviousFingerprint) {
  BeginCall call = BeginBy("other");
  call.fingerprint = "another-option";
  call.other_fingerprint = "print-option";
  ExpectDecisions({"OWN R", "RUNNING", "SILENT S", "SILENT", "OWN R", "SILENT", "OWN R", "OWN R",
                   "OWN R", "OWN R", "DONE", "DONE", "DONE", "FOREIGN"},
                  BeginAs(call));
}

TEST(RulesTable, ValueOfTheOwner) {
  ExpectDecisions(
      {"ADOPTED D", "STORED D", "STORED D", "STORED D", "STORED D", "LATE_WIN D", "LATE_WIN D",
       "LATE_WIN D", "GONE", "STORED D", "DUPLICATE", "DUPLICATE", "DUPLICATE", "FOREIGN"},
      CompleteAs(CompleteBy("owner")));
}

TEST(RulesTable, ErrorOfTheOwner) {
  ExpectDecisions({"GONE", "STORED D", "STORED D", "STORED D", "STORED D", "FENCED", "FENCED",
                   "FENCED", "GONE", "STORED D", "DUPLICATE", "DUPLICATE", "DUPLICATE", "FOREIGN"},
                  CompleteAs(CompleteBy("owner", ResultKind::kError)));
}

TEST(RulesTable, ValueOrTombstoneOfAnotherAttempt) {
  for (const auto kind : {ResultKind::kValue, ResultKind::kTombstone}) {
    ExpectDecisions(
        {"ADOPTED D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D",
         "LATE_WIN D", "LATE_WIN D", "GONE", "ADOPTED D", "LOST", "REPLACED D", "LOST", "FOREIGN"},
        CompleteAs(CompleteBy("other", kind)));
  }
}

TEST(RulesTable, ErrorOfAnotherAttempt) {
  ExpectDecisions({"GONE", "FENCED", "FENCED", "FENCED", "FENCED", "FENCED", "FENCED", "FENCED",
                   "GONE", "GONE", "LOST", "LOST", "LOST", "FOREIGN"},
                  CompleteAs(CompleteBy("other", ResultKind::kError)));
}

TEST(RulesTable, ValueOfferedFromOutside) {
  CompleteCall offer = CompleteBy("other");
  offer.is_owner = false;
  ExpectDecisions(
      {"ADOPTED D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D",
       "LATE_WIN D", "LATE_WIN D", "ADOPTED D", "ADOPTED D", "LOST", "LOST", "LOST", "FOREIGN"},
      CompleteAs(offer));
}

TEST(RulesTable, ValueOfAnotherRequest) {
  CompleteCall call = CompleteBy("other");
  call.fingerprint = "another-option";
  ExpectDecisions(
      {"ADOPTED D", "MISMATCH", "MISMATCH", "MISMATCH", "MISMATCH", "MISMATCH", "MISMATCH",
       "MISMATCH", "GONE", "ADOPTED D", "MISMATCH", "MISMATCH", "MISMATCH", "FOREIGN"},
      CompleteAs(call));
}

TEST(RulesTable, ValueWithTheFingerprintOfTheOtherSecret) {
  CompleteCall call = CompleteBy("other");
  call.fingerprint = "another-option";
  call.other_fingerprint = "print-option";
  ExpectDecisions(
      {"ADOPTED D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D", "LATE_WIN D",
       "LATE_WIN D", "LATE_WIN D", "GONE", "ADOPTED D", "LOST", "REPLACED D", "LOST", "FOREIGN"},
      CompleteAs(call));
}

TEST(RulesTable, RenewByTheOwner) {
  ExpectDecisions({"GONE", "RENEWED R", "RENEWED R", "RENEWED R", "RENEWED R", "LOST", "LOST",
                   "LOST", "LOST", "RENEWED R", "DONE", "DONE", "DONE", "FOREIGN"},
                  [](const View& view) { return rules::Renew(view, RenewBy("owner")); });
}

TEST(RulesTable, RenewByAnotherAttempt) {
  ExpectDecisions({"GONE", "LOST", "LOST", "LOST", "LOST", "LOST", "LOST", "LOST", "LOST", "GONE",
                   "DONE", "DONE", "DONE", "FOREIGN"},
                  [](const View& view) { return rules::Renew(view, RenewBy("other")); });
}

TEST(RulesTable, ReleaseOfNothingThatHappened) {
  ExpectDecisions({"GONE", "RELEASED F", "RELEASED F", "RELEASED F", "RELEASED F", "RELEASED",
                   "RELEASED", "RELEASED", "LOST", "RELEASED F", "GONE", "GONE", "GONE", "FOREIGN"},
                  ReleaseAs("owner", ReleaseReason::kFree));
}

TEST(RulesTable, ReleaseOfAnUnknownOutcome) {
  ExpectDecisions({"GONE", "RELEASED Z", "RELEASED Z", "RELEASED Z", "RELEASED Z", "RELEASED",
                   "RELEASED", "RELEASED", "LOST", "RELEASED Z", "GONE", "GONE", "GONE", "FOREIGN"},
                  ReleaseAs("owner", ReleaseReason::kSilent));
}

// The late claim is of attempt 1, the others of attempt 2, which took over.
TEST(RulesTable, ReleaseOfAnAttemptThatWasNotStarted) {
  ExpectDecisions(
      {"GONE", "RELEASED Z", "RELEASED Z", "RELEASED Z", "RELEASED Z", "RELEASED", "RELEASED",
       "RELEASED", "LOST", "RELEASED delete", "GONE", "GONE", "GONE", "FOREIGN"},
      ReleaseAs("owner", ReleaseReason::kUndo));
}

TEST(RulesTable, ReleaseByAnotherAttempt) {
  for (const auto reason : {ReleaseReason::kUndo, ReleaseReason::kFree, ReleaseReason::kSilent}) {
    ExpectDecisions({"GONE", "LOST", "LOST", "LOST", "LOST", "LOST", "LOST", "LOST", "LOST", "GONE",
                     "GONE", "GONE", "GONE", "FOREIGN"},
                    ReleaseAs("other", reason));
  }
}

TEST(RulesTable, Inspect) {
  ExpectDecisions({"ABSENT", "RUNNING", "SILENT", "SILENT", "UNKNOWN", "SILENT", "UNKNOWN", "FREED",
                   "ABSENT", "ABSENT", "DONE", "DONE", "DONE", "FOREIGN"},
                  [](const View& view) { return rules::Inspect(view, {}); });
}

TEST(RulesTable, Remove) {
  ExpectDecisions({"REMOVED", "RUNNING", "RUNNING", "RUNNING", "RUNNING", "RUNNING", "RUNNING",
                   "REMOVED delete", "REMOVED", "REMOVED delete", "REMOVED delete",
                   "REMOVED delete", "REMOVED delete", "FOREIGN"},
                  [](const View& view) { return rules::Remove(view, {}); });
}

TEST(RulesTable, RemoveByForce) {
  core::RemoveCall call;
  call.force = true;
  ExpectDecisions(
      {"REMOVED", "REMOVED X keep", "REMOVED X keep", "REMOVED X keep", "REMOVED X keep",
       "REMOVED X keep", "REMOVED X keep", "REMOVED delete", "REMOVED", "REMOVED delete",
       "REMOVED delete", "REMOVED delete", "REMOVED delete", "REMOVED delete"},
      [call](const View& view) { return rules::Remove(view, call); });
}

TEST(RulesTable, ResolveWithAResult) {
  ExpectDecisions(
      {"ABSENT", "RUNNING", "RESOLVED D", "RESOLVED D", "RESOLVED D", "RESOLVED D", "RESOLVED D",
       "FREED", "ABSENT", "ABSENT", "DONE", "DONE", "DONE", "FOREIGN"},
      [](const View& view) { return rules::Resolve(view, ResolveAs(ResultKind::kValue)); });
}

TEST(RulesTable, ResolveAsFree) {
  ExpectDecisions(
      {"ABSENT", "RUNNING", "RESOLVED F", "RESOLVED F", "RESOLVED F", "RESOLVED F", "RESOLVED F",
       "FREED", "ABSENT", "ABSENT", "DONE", "DONE", "DONE", "FOREIGN"},
      [](const View& view) { return rules::Resolve(view, ResolveAs(ResultKind::kNone)); });
}

TEST(RulesTable, MarkAwaited) {
  ExpectDecisions({"WATCHING", "WATCHING R keep", "WATCHING R keep", "WATCHING S keep",
                   "WATCHING S keep", "WATCHING Z keep", "WATCHING Z keep", "WATCHING F keep",
                   "WATCHING", "WATCHING", "WATCHING", "WATCHING", "WATCHING", "WATCHING"},
                  [](const View& view) { return rules::MarkAwaited(view); });
}

}  // namespace
}  // namespace onceonly::store
