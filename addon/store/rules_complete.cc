#include <utility>

#include "store/decisions.h"

namespace onceonly::store::rules {
namespace {

using core::AnswerCode, core::CompleteCall, core::Record, core::RecordState, core::ResultKind;

Decision Stored(AnswerCode code, const Key& key, const CompleteCall& call, int64_t now_ms) {
  Record result;
  result.state = RecordState::kDone;
  result.token = call.token;
  result.fingerprint = call.fingerprint;
  result.fence = call.fence;
  result.attempt = call.attempt;
  result.kind = call.kind;
  result.stored_ms = now_ms;
  result.hint = call.hint;
  result.label = call.label;
  result.payload = call.payload;
  return Waking(key, Written(result, call.ttl_ms, CodeAnswer(code)));
}

// An error is the result of one attempt only: another one may have had its effect.
bool GivesWay(const Record& result, const CompleteCall& call) noexcept {
  return result.kind == ResultKind::kError && call.kind != ResultKind::kError && call.is_owner;
}

Decision CompleteDone(const Key& key, const CompleteCall& call, int64_t now_ms) {
  if (key.record.token == call.token) return Answered(AnswerCode::kDuplicate);
  if (!Matches(call, key.record.fingerprint)) {
    return Refused(call.fingerprint, key.record.fingerprint);
  }
  if (GivesWay(key.record, call)) return Stored(AnswerCode::kReplaced, key, call, now_ms);
  return Answered(ResultAnswer(AnswerCode::kLost, key));
}

// Also when its lease has passed, as long as nobody took over.
bool IsOwner(const Record& claim, std::string_view token) noexcept {
  return claim.token == token &&
         (claim.state == RecordState::kRunning || claim.state == RecordState::kSuspected);
}

}  // namespace

Decision Complete(const View& view, const CompleteCall& call) {
  const Key key = ReadKey(view, call.token);
  const bool is_error = call.kind == ResultKind::kError;
  if (key.state == KeyState::kForeign) return Answered(AnswerCode::kForeign);
  if (key.state == KeyState::kDone) return CompleteDone(key, call, view.now_ms);
  if (key.state == KeyState::kRemoved && call.is_owner) return Answered(AnswerCode::kGone);
  if (key.state == KeyState::kAbsent || key.state == KeyState::kRemoved) {
    if (is_error) return Answered(AnswerCode::kGone);
    return Stored(AnswerCode::kAdopted, key, call, view.now_ms);
  }
  if (!Matches(call, key.record.fingerprint)) {
    return Refused(call.fingerprint, key.record.fingerprint);
  }
  if (IsOwner(key.record, call.token)) return Stored(AnswerCode::kStored, key, call, view.now_ms);
  if (is_error) return Answered(AnswerCode::kFenced);
  return Stored(AnswerCode::kLateWin, key, call, view.now_ms);
}

}  // namespace onceonly::store::rules
