#include "store/answers.h"

#include <algorithm>

namespace onceonly::store {

using core::Answer, core::AnswerCode;

Answer FailedAnswer(Status why) {
  Answer answer;
  answer.status = why;
  return answer;
}

Answer CodeAnswer(AnswerCode code, int64_t left_ms) {
  Answer answer;
  answer.code = code;
  answer.left_ms = left_ms;
  return answer;
}

Answer OwnAnswer(int64_t fence, int32_t attempt, int64_t left_ms, bool is_recovery) {
  Answer answer = CodeAnswer(AnswerCode::kOwn, left_ms);
  answer.fence = fence;
  answer.attempt = attempt;
  answer.is_recovery = is_recovery;
  return answer;
}

namespace {

AnswerCode InspectedCode(KeyState state) noexcept {
  switch (state) {
    case KeyState::kRunning:
      return AnswerCode::kRunning;
    case KeyState::kSilent:
    case KeyState::kSuspect:
    case KeyState::kGivenUp:
      return AnswerCode::kSilent;
    case KeyState::kUnknown:
      return AnswerCode::kUnknown;
    case KeyState::kFreed:
      return AnswerCode::kFreed;
    case KeyState::kDone:
      return AnswerCode::kDone;
    case KeyState::kForeign:
      return AnswerCode::kForeign;
    case KeyState::kAbsent:
    case KeyState::kRemoved:
      break;
  }
  return AnswerCode::kAbsent;
}

// The numbers of a result.
Answer ResultHead(AnswerCode code, const Key& key) {
  Answer answer = CodeAnswer(code, key.left_ms);
  answer.fence = key.record.fence;
  answer.attempt = key.record.attempt;
  answer.began_ms = key.record.stored_ms;
  answer.expires_ms = key.left_ms;
  answer.bytes = static_cast<int64_t>(key.record.payload.size());
  answer.kind = key.record.kind;
  return answer;
}

Answer ClaimHead(AnswerCode code, const Key& key) {
  Answer answer = CodeAnswer(code, key.wait_ms);
  answer.fence = key.record.fence;
  answer.attempt = key.record.attempt;
  answer.began_ms = key.record.began_ms;
  answer.expires_ms = key.left_ms;
  return answer;
}

}  // namespace

Answer ResultAnswer(AnswerCode code, const Key& key) {
  Answer answer = ResultHead(code, key);
  answer.payload = key.record.payload;
  return answer;
}

Answer InspectedKey(const Key& key, int64_t now_ms, bool with_payload) {
  const AnswerCode code = InspectedCode(key.state);
  if (code == AnswerCode::kAbsent || code == AnswerCode::kForeign) return CodeAnswer(code);
  const bool is_done = key.state == KeyState::kDone;
  Answer answer = is_done ? ResultHead(code, key) : ClaimHead(code, key);
  answer.elapsed_ms = std::max<int64_t>(now_ms - answer.began_ms, 0);
  if (with_payload) answer.payload = key.record.payload;
  answer.fingerprint = key.record.fingerprint;
  answer.label = key.record.label;
  return answer;
}

}  // namespace onceonly::store
