// What is stored, for whom, and how it comes back.
#include "store/contract_test.h"

namespace onceonly::store {
namespace {

using namespace std::string_literals;
using core::Answer, core::AnswerCode, core::CompleteCall, core::ResultKind;

class CompleteTest : public ContractTest {};
INSTANTIATE_TEST_SUITE_P(Every, CompleteTest, EveryStore(), KindName);

const std::string kAnyBytes = "\0|1|x|\r\n$5\r\n\xff\xfe%s{}"s;

TEST_P(CompleteTest, GivesThePayloadBackByteForByte) {
  const std::string id = FreshId();
  on_.Begin(BeginOf(id, "a"));
  CompleteCall complete = CompleteOf(id, "a");
  complete.payload = kAnyBytes;
  ASSERT_EQ(on_.Complete(complete).code, AnswerCode::kStored);
  const Answer done = on_.Begin(BeginOf(id, "b"));
  ASSERT_EQ(done.code, AnswerCode::kDone);
  EXPECT_EQ(done.payload, kAnyBytes);
  EXPECT_EQ(done.kind, ResultKind::kValue);
  EXPECT_EQ(done.left_ms, 0);
  EXPECT_EQ(done.expires_ms, 0);
  EXPECT_GT(on_.Inspect(InspectOf(id)).left_ms, 0);
}

TEST_P(CompleteTest, KeepsAnEmptyAndALargePayload) {
  for (const std::string& payload : {""s, std::string(1 << 20, '\xff')}) {
    const std::string id = FreshId();
    CompleteCall complete = CompleteOf(id, "a");
    complete.payload = payload;
    ASSERT_EQ(on_.Complete(complete).code, AnswerCode::kAdopted);
    EXPECT_TRUE(on_.Begin(BeginOf(id, "b")).payload == payload);
  }
}

TEST_P(CompleteTest, KeepsTheKind) {
  for (const auto kind : {ResultKind::kValue, ResultKind::kError, ResultKind::kTombstone}) {
    const std::string id = FreshId();
    on_.Begin(BeginOf(id, "a"));
    ASSERT_EQ(on_.Complete(CompleteOf(id, "a", kind)).code, AnswerCode::kStored);
    EXPECT_EQ(on_.Begin(BeginOf(id, "b")).kind, kind);
  }
}

TEST_P(CompleteTest, TellsTheLoserWhatTheFirstSuccessWas) {
  const std::string id = MakeKey(on_, SampleState::kReleased);
  ASSERT_EQ(on_.Begin(BeginOf(id, "second")).code, AnswerCode::kOwn);
  CompleteCall late = CompleteOf(id, "owner");
  late.payload = kAnyBytes;
  ASSERT_EQ(on_.Complete(late).code, AnswerCode::kLateWin);
  const Answer lost = on_.Complete(CompleteOf(id, "second"));
  ASSERT_EQ(lost.code, AnswerCode::kLost);
  EXPECT_EQ(lost.payload, kAnyBytes);
  EXPECT_EQ(lost.kind, ResultKind::kValue);
  EXPECT_EQ(on_.Begin(BeginOf(id, "third")).payload, kAnyBytes);
}

TEST_P(CompleteTest, PutsASuccessInPlaceOfTheErrorOfAnotherAttempt) {
  for (const auto kind : {ResultKind::kValue, ResultKind::kTombstone}) {
    const std::string id = MakeKey(on_, SampleState::kReleased);
    ASSERT_EQ(on_.Begin(BeginOf(id, "second")).code, AnswerCode::kOwn);
    ASSERT_EQ(on_.Complete(CompleteOf(id, "second", ResultKind::kError)).code, AnswerCode::kStored);
    CompleteCall late = CompleteOf(id, "owner", kind);
    late.payload = kAnyBytes;
    ASSERT_EQ(on_.Complete(late).code, AnswerCode::kReplaced);
    const Answer done = on_.Begin(BeginOf(id, "third"));
    EXPECT_EQ(done.payload, kAnyBytes);
    EXPECT_EQ(done.kind, kind);
    EXPECT_EQ(on_.Complete(late).code, AnswerCode::kDuplicate);
    EXPECT_EQ(on_.Complete(CompleteOf(id, "second")).code, AnswerCode::kLost);
  }
}

TEST_P(CompleteTest, FencesTheErrorOfAnOldAttempt) {
  const std::string id = MakeKey(on_, SampleState::kReleased);
  ASSERT_EQ(on_.Begin(BeginOf(id, "second")).code, AnswerCode::kOwn);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "owner", ResultKind::kError)).code, AnswerCode::kFenced);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kRunning);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "second")).code, AnswerCode::kStored);
}

TEST_P(CompleteTest, RecognisesItselfWhenItsReplyWasLost) {
  const std::string id = FreshId();
  on_.Begin(BeginOf(id, "a"));
  ASSERT_EQ(on_.Complete(CompleteOf(id, "a")).code, AnswerCode::kStored);
  CompleteCall again = CompleteOf(id, "a");
  again.payload = "not this";
  EXPECT_EQ(on_.Complete(again).code, AnswerCode::kDuplicate);
  EXPECT_EQ(on_.Begin(BeginOf(id, "b")).payload, "payload of a");
}

TEST_P(CompleteTest, AdoptsAResultAfterTheLockIsLost) {
  const std::string id = FreshId();
  ASSERT_EQ(on_.Complete(CompleteOf(id, "a")).code, AnswerCode::kAdopted);
  EXPECT_EQ(on_.Begin(BeginOf(id, "b")).code, AnswerCode::kDone);
}

TEST_P(CompleteTest, TakesTheLockAwayWithTheResult) {
  const std::string id = MakeKey(on_, SampleState::kValue);
  EXPECT_EQ(on_.Renew(RenewOf(id, "owner")).code, AnswerCode::kDone);
  ASSERT_EQ(on_.Remove(RemoveOf(id)).code, AnswerCode::kRemoved);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kAbsent);
}

TEST_P(CompleteTest, DoesNotBringARemovedKeyBack) {
  const std::string id = MakeKey(on_, SampleState::kRemoved);
  EXPECT_EQ(on_.Complete(CompleteOf(id, "owner")).code, AnswerCode::kGone);
  EXPECT_EQ(on_.Inspect(InspectOf(id)).code, AnswerCode::kAbsent);
}

TEST_P(CompleteTest, ForgetsAResultAfterItsTtl) {
  const std::string id = FreshId();
  CompleteCall complete = CompleteOf(id, "a");
  complete.ttl_ms = 30;
  ASSERT_EQ(on_.Complete(complete).code, AnswerCode::kAdopted);
  const auto look = [&] { return on_.Inspect(InspectOf(id)); };
  EXPECT_EQ(on_.Until(AnswerCode::kAbsent, look).code, AnswerCode::kAbsent);
  const Answer own = on_.Begin(BeginOf(id, "b"));
  EXPECT_EQ(own.code, AnswerCode::kOwn);
  EXPECT_EQ(own.attempt, 1);
}

}  // namespace
}  // namespace onceonly::store
