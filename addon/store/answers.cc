#include "store/answers.h"

#include <algorithm>
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

Answer OwnAnswer(int64_t fence, int32_t attempt, int64_t left_ms, bool is_recovery) {
  Answer answer = CodeAnswer(AnswerCode::kOwn, left_ms);
  answer.fence = fence;
  answer.attempt = attempt;
  answer.is_recovery = is_recovery;
  return answer;
}

Answer ResultAnswer(AnswerCode code, core::ResultRecord record, int64_t left_ms, int64_t bytes) {
  Answer answer = CodeAnswer(code, left_ms);
  answer.fence = record.fence;
  answer.attempt = record.attempt;
  answer.began_ms = record.stored_ms;
  answer.expires_ms = left_ms;
  answer.bytes = bytes;
  answer.kind = record.kind;
  answer.payload = std::move(record.payload);
  answer.fingerprint = std::move(record.fingerprint);
  answer.label = std::move(record.label);
  return answer;
}

Answer LockAnswer(AnswerCode code, core::LockRecord record, int64_t left_ms, int64_t now_ms,
                  int64_t expires_ms) {
  Answer answer = CodeAnswer(code, left_ms);
  answer.fence = record.fence;
  answer.attempt = record.attempt;
  answer.elapsed_ms = std::max<int64_t>(now_ms - record.began_ms, 0);
  answer.began_ms = record.began_ms;
  answer.expires_ms = expires_ms;
  answer.fingerprint = std::move(record.fingerprint);
  answer.label = std::move(record.label);
  return answer;
}

Answer InspectedLock(core::LockRecord record, int64_t now_ms, int64_t expires_ms) {
  if (record.state == core::LockState::kFreed) {
    return LockAnswer(AnswerCode::kFreed, std::move(record), 0, now_ms, expires_ms);
  }
  if (const int64_t left_ms = LeaseLeftMs(record, now_ms); left_ms > 0) {
    const bool is_running = record.state == core::LockState::kRunning;
    const AnswerCode code = is_running ? AnswerCode::kRunning : AnswerCode::kSilent;
    return LockAnswer(code, std::move(record), left_ms, now_ms, expires_ms);
  }
  const int64_t wait_ms = TakeoverWaitMs(record, now_ms);
  const bool decides = wait_ms == 0 && IsSuspected(record, now_ms);
  const AnswerCode code = decides ? AnswerCode::kUnknown : AnswerCode::kSilent;
  return LockAnswer(code, std::move(record), wait_ms, now_ms, expires_ms);
}

int64_t LeaseLeftMs(const core::LockRecord& lock, int64_t now_ms) noexcept {
  return std::clamp<int64_t>(lock.deadline_ms - now_ms, 0, lock.lease_ms);
}

bool IsSuspected(const core::LockRecord& lock, int64_t now_ms) noexcept {
  if (lock.state == core::LockState::kGivenUp) return true;
  return lock.suspect_ms != 0 && lock.suspect_ms <= now_ms;
}

int64_t TakeoverWaitMs(const core::LockRecord& lock, int64_t now_ms) noexcept {
  if (lock.state == core::LockState::kGivenUp) return 0;
  const int64_t window = (lock.lease_ms + 1) / 2;
  if (!IsSuspected(lock, now_ms)) return window;
  return std::max<int64_t>(lock.suspect_ms + window - now_ms, 0);
}

}  // namespace onceonly::store
