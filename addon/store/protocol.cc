#include "store/protocol.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "store/answers.h"

namespace onceonly::store::protocol {
namespace {

using core::Answer, core::AnswerCode, core::LockRecord, core::LockState, core::ReleaseReason,
    core::ResultKind, core::ResultRecord;

// A begin may take over from a silent owner half a lease after the first one that noticed.
int64_t TakeoverWaitMs(const LockRecord& lock, int64_t now_ms) noexcept {
  const int64_t window = (lock.lease_ms + 1) / 2;
  if (lock.suspect_ms == 0) return window;
  return std::max<int64_t>(lock.suspect_ms + window - now_ms, 0);
}

// A deadline of 0 is the mark of a released record.
bool IsReleased(const LockRecord& lock) noexcept { return lock.deadline_ms == 0; }

// Also when its lease has passed, as long as nobody took over.
bool IsOwner(const LockRecord& lock, const std::string& token) noexcept {
  return lock.token == token && lock.state == LockState::kRunning && !IsReleased(lock);
}

// The evidence of an attempt lives for one more lease at least after it was touched.
void KeepEvidence(Kept<LockRecord>& lock, int64_t now_ms) noexcept {
  lock.expires_ms = std::max(lock.expires_ms, now_ms + lock->lease_ms);
}

Answer StoredAnswer(AnswerCode code, const Kept<ResultRecord>& result, int64_t now_ms) {
  const auto bytes = static_cast<int64_t>(result->payload.size());
  return ResultAnswer(code, *result.record, result.expires_ms - now_ms, bytes);
}

bool Matches(const core::BeginCall& args, const std::string& fingerprint) noexcept {
  return fingerprint == args.fingerprint || fingerprint == args.other_fingerprint;
}

// What a begin is told that finds a lock of the same request; nothing if it may take the key over.
std::optional<Answer> Contest(Kept<LockRecord>& lock, const core::BeginCall& args, int64_t now_ms) {
  if (lock->state == LockState::kFreed) return std::nullopt;
  if (now_ms < lock->deadline_ms) {
    const int64_t left = lock->deadline_ms - now_ms;
    if (lock->token == args.token) return OwnAnswer(lock->fence, lock->attempt, left);
    Answer running = CodeAnswer(AnswerCode::kRunning, left);
    running.elapsed_ms = now_ms - lock->began_ms;
    return running;
  }
  const int64_t wait = TakeoverWaitMs(*lock.record, now_ms);
  if (lock->suspect_ms == 0) {
    lock->suspect_ms = now_ms;
    KeepEvidence(lock, now_ms);
    return CodeAnswer(AnswerCode::kSilent, wait);
  }
  if (wait > 0) return CodeAnswer(AnswerCode::kSilent, wait);
  if (args.on_abandoned == core::OnAbandoned::kTakeOver && lock->attempt < args.max_attempts) {
    return std::nullopt;
  }
  Answer unknown = CodeAnswer(AnswerCode::kUnknown);
  unknown.attempt = lock->attempt;
  return unknown;
}

Answer Claim(Slot& slot, core::BeginCall args, int64_t now_ms, int64_t fence, int32_t attempt) {
  slot.lock.record = std::make_unique<LockRecord>(LockRecord{
      std::move(args.token), std::move(args.fingerprint), fence, 0, args.lease_ms,
      now_ms + args.lease_ms, now_ms, attempt, 0, LockState::kRunning, std::move(args.label)});
  slot.lock.expires_ms = now_ms + args.keep_ms;
  return OwnAnswer(fence, attempt, args.lease_ms);
}

// Which success it is to store now, or why nothing is stored.
AnswerCode JudgeCompletion(const Kept<LockRecord>& lock, const core::CompleteCall& args) noexcept {
  const bool is_error = args.kind == ResultKind::kError;
  const bool is_removed = lock && lock->state == LockState::kRemoved;
  if (is_removed && args.is_owner) return AnswerCode::kGone;
  if (!lock || is_removed) return is_error ? AnswerCode::kGone : AnswerCode::kAdopted;
  if (lock->fingerprint != args.fingerprint) return AnswerCode::kMismatch;
  if (IsOwner(*lock.record, args.token)) return AnswerCode::kStored;
  return is_error ? AnswerCode::kFenced : AnswerCode::kLateWin;
}

bool IsSuccess(AnswerCode code) noexcept {
  return code == AnswerCode::kStored || code == AnswerCode::kLateWin ||
         code == AnswerCode::kAdopted;
}

}  // namespace

void DropExpired(Slot& slot, int64_t now_ms) noexcept {
  if (slot.lock && slot.lock.expires_ms <= now_ms) slot.lock.Drop();
  if (slot.result && slot.result.expires_ms <= now_ms) slot.result.Drop();
}

Answer Begin(Slot& slot, core::BeginCall args, int64_t now_ms, int64_t fence) {
  if (slot.result) {
    if (!Matches(args, slot.result->fingerprint)) return CodeAnswer(AnswerCode::kMismatch);
    return StoredAnswer(AnswerCode::kDone, slot.result, now_ms);
  }
  int32_t attempt = 1;
  if (slot.lock && slot.lock->state != LockState::kRemoved) {
    if (!Matches(args, slot.lock->fingerprint)) return CodeAnswer(AnswerCode::kMismatch);
    if (std::optional<Answer> refusal = Contest(slot.lock, args, now_ms)) return *refusal;
    attempt = slot.lock->attempt + 1;
  }
  return Claim(slot, std::move(args), now_ms, fence, attempt);
}

Answer Complete(Slot& slot, core::CompleteCall args, int64_t now_ms) {
  if (slot.result) {
    if (slot.result->token == args.token) return CodeAnswer(AnswerCode::kDuplicate);
    if (slot.result->fingerprint != args.fingerprint) return CodeAnswer(AnswerCode::kMismatch);
    return StoredAnswer(AnswerCode::kLost, slot.result, now_ms);
  }
  const AnswerCode code = JudgeCompletion(slot.lock, args);
  if (!IsSuccess(code)) return CodeAnswer(code);
  slot.result.record = std::make_unique<ResultRecord>(
      ResultRecord{std::move(args.fingerprint), std::move(args.token), args.fence, now_ms,
                   args.attempt, args.kind, std::move(args.label), std::move(args.payload)});
  slot.result.expires_ms = now_ms + args.ttl_ms;
  slot.lock.Drop();
  return CodeAnswer(code);
}

Answer Renew(Slot& slot, const core::RenewCall& args, int64_t now_ms) {
  if (slot.result) return CodeAnswer(AnswerCode::kDone);
  if (!slot.lock) return CodeAnswer(AnswerCode::kGone);
  LockRecord& lock = *slot.lock.record;
  if (!IsOwner(lock, args.token)) return CodeAnswer(AnswerCode::kLost);
  ++lock.renewals;
  lock.lease_ms = args.lease_ms;
  lock.deadline_ms = now_ms + args.lease_ms;
  lock.suspect_ms = 0;
  slot.lock.expires_ms = now_ms + args.keep_ms;
  return CodeAnswer(AnswerCode::kRenewed, args.lease_ms);
}

Answer Release(Slot& slot, const core::ReleaseCall& args, int64_t now_ms) {
  if (!slot.lock) return CodeAnswer(AnswerCode::kGone);
  LockRecord& lock = *slot.lock.record;
  if (lock.token != args.token || lock.state == LockState::kRemoved) {
    return CodeAnswer(AnswerCode::kLost);
  }
  // Released before, and the reply was lost: a second undo must not take another attempt away.
  if (IsReleased(lock)) return CodeAnswer(AnswerCode::kReleased);
  if (args.reason == ReleaseReason::kUndo && lock.attempt == 1) {
    slot.lock.Drop();
    return CodeAnswer(AnswerCode::kReleased);
  }
  const bool is_free = args.reason == ReleaseReason::kFree;
  if (args.reason == ReleaseReason::kUndo) --lock.attempt;
  lock.deadline_ms = 0;
  lock.suspect_ms = is_free ? 0 : 1;  // old for everybody: the next begin decides at once
  lock.state = is_free ? LockState::kFreed : LockState::kRunning;
  KeepEvidence(slot.lock, now_ms);
  return CodeAnswer(AnswerCode::kReleased);
}

Answer Inspect(const Slot& slot, const core::InspectCall& args, int64_t now_ms) {
  if (slot.result) {
    if (args.with_payload) return StoredAnswer(AnswerCode::kDone, slot.result, now_ms);
    const ResultRecord& full = *slot.result.record;
    ResultRecord head{full.fingerprint, full.token, full.fence, full.stored_ms,
                      full.attempt,     full.kind,  full.label, {}};
    return ResultAnswer(AnswerCode::kDone, std::move(head), slot.result.expires_ms - now_ms,
                        static_cast<int64_t>(full.payload.size()));
  }
  if (!slot.lock || slot.lock->state == LockState::kRemoved) {
    return CodeAnswer(AnswerCode::kAbsent);
  }
  const LockRecord& lock = *slot.lock.record;
  if (lock.state == LockState::kFreed) return LockAnswer(AnswerCode::kFreed, lock, 0, now_ms);
  if (now_ms < lock.deadline_ms) {
    return LockAnswer(AnswerCode::kRunning, lock, lock.deadline_ms - now_ms, now_ms);
  }
  return LockAnswer(AnswerCode::kSilent, lock, TakeoverWaitMs(lock, now_ms), now_ms);
}

Answer Remove(Slot& slot, const core::RemoveCall& args) {
  const bool is_running = slot.lock && slot.lock->state == LockState::kRunning;
  if (is_running && !args.force) return CodeAnswer(AnswerCode::kRunning);
  Answer answer = CodeAnswer(AnswerCode::kRemoved);
  if (slot.result) ++answer.attempt;
  slot.result.Drop();
  if (is_running) {
    slot.lock->state = LockState::kRemoved;
    ++answer.attempt;
  } else if (slot.lock && slot.lock->state == LockState::kFreed) {
    slot.lock.Drop();
    ++answer.attempt;
  }
  return answer;
}

}  // namespace onceonly::store::protocol
