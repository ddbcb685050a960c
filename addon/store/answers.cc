#include "store/answers.h"

#include <utility>

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

Answer OwnAnswer(int64_t fence, int32_t attempt, int64_t left_ms) {
  Answer answer = CodeAnswer(AnswerCode::kOwn, left_ms);
  answer.fence = fence;
  answer.attempt = attempt;
  return answer;
}

Answer ResultAnswer(AnswerCode code, core::ResultRecord record, int64_t left_ms, int64_t bytes) {
  Answer answer = CodeAnswer(code, left_ms);
  answer.fence = record.fence;
  answer.attempt = record.attempt;
  answer.began_ms = record.stored_ms;
  answer.bytes = bytes;
  answer.kind = record.kind;
  answer.payload = std::move(record.payload);
  answer.fingerprint = std::move(record.fingerprint);
  answer.label = std::move(record.label);
  return answer;
}

Answer LockAnswer(AnswerCode code, core::LockRecord record, int64_t left_ms, int64_t now_ms) {
  Answer answer = CodeAnswer(code, left_ms);
  answer.fence = record.fence;
  answer.attempt = record.attempt;
  answer.elapsed_ms = now_ms - record.began_ms;
  answer.began_ms = record.began_ms;
  answer.fingerprint = std::move(record.fingerprint);
  answer.label = std::move(record.label);
  return answer;
}

}  // namespace onceonly::store
