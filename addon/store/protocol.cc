#include "store/protocol.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "store/answers.h"

namespace onceonly::store::protocol {
namespace {

using core::Answer, core::AnswerCode, core::LockRecord, core::LockState, core::Origin,
    core::ReleaseReason, core::ResultKind, core::ResultRecord;

// At the end of a fingerprint, the name of the options under which it was taken.
constexpr size_t kOptionsNameLength = 6;

// The token of a result that was given by hand. No attempt has it, so an owner that comes back is
// told the result instead of "stored before".
constexpr std::string_view kResolvedToken = "resolved";

std::string_view OptionsName(std::string_view fingerprint) noexcept {
  return fingerprint.substr(fingerprint.size() - std::min(fingerprint.size(), kOptionsNameLength));
}

// Why a record of another fingerprint is not this request's.
Answer Refusal(std::string_view fingerprint, std::string_view other) {
  const bool can_compare = OptionsName(fingerprint) == OptionsName(other);
  return CodeAnswer(can_compare ? AnswerCode::kMismatch : AnswerCode::kForeign);
}

// Also when its lease has passed, as long as nobody took over.
bool IsOwner(const LockRecord& lock, std::string_view token) noexcept {
  return lock.token == token && lock.state == LockState::kRunning;
}

// Running or given up: nobody has said that nothing happened.
bool IsHeld(const Kept<LockRecord>& lock) noexcept {
  return lock && (lock->state == LockState::kRunning || lock->state == LockState::kGivenUp);
}

// The evidence of an attempt lives for one more lease at least after it was touched.
void KeepEvidence(Kept<LockRecord>& lock, int64_t now_ms, int64_t leases = 1) noexcept {
  lock.expires_ms = std::max(lock.expires_ms, now_ms + leases * lock->lease_ms);
}

// Leaves the lock to the begins after `deadline_ms`: free, or for them to decide upon.
void GiveUp(Kept<LockRecord>& lock, int64_t now_ms, bool is_free, int64_t deadline_ms) noexcept {
  lock->deadline_ms = deadline_ms;
  lock->suspect_ms = 0;
  lock->state = is_free ? LockState::kFreed : LockState::kGivenUp;
  KeepEvidence(lock, now_ms);
}

// What is left of a lease runs down from now on, also where the clock has gone back.
int64_t MendedLeaseLeftMs(Kept<LockRecord>& lock, int64_t now_ms) noexcept {
  const int64_t left = LeaseLeftMs(*lock.record, now_ms);
  if (lock->deadline_ms <= now_ms + lock->lease_ms) return left;
  lock->deadline_ms = now_ms + left;
  lock->suspect_ms = 0;
  KeepEvidence(lock, now_ms, 2);
  return left;
}

Answer StoredAnswer(AnswerCode code, const Kept<ResultRecord>& result, int64_t now_ms) {
  const auto bytes = static_cast<int64_t>(result->payload.size());
  return ResultAnswer(code, *result.record, result.expires_ms - now_ms, bytes);
}

template <typename Call>
bool Matches(const Call& args, std::string_view fingerprint) noexcept {
  return fingerprint == args.fingerprint || fingerprint == args.other_fingerprint;
}

// Of a record whose lease has not passed. The token is the caller's own when the reply to its first
// begin was lost.
Answer RunningAnswer(const LockRecord& lock, const core::BeginCall& args, int64_t left_ms,
                     int64_t now_ms) {
  if (lock.token == args.token) {
    return OwnAnswer(lock.fence, lock.attempt, left_ms, lock.origin == Origin::kTakenOver);
  }
  Answer running = CodeAnswer(AnswerCode::kRunning, left_ms);
  running.elapsed_ms = std::max<int64_t>(now_ms - lock.began_ms, 0);
  return running;
}

// What a begin is told that finds a lock of the same request; nothing if it may take the key over.
std::optional<Answer> Contest(Kept<LockRecord>& lock, const core::BeginCall& args, int64_t now_ms) {
  if (lock->state == LockState::kFreed) return std::nullopt;
  const bool may_take =
      args.on_abandoned == core::OnAbandoned::kTakeOver && lock->attempt < args.max_attempts;
  const bool is_running = lock->state == LockState::kRunning;
  const int64_t left = MendedLeaseLeftMs(lock, now_ms);
  // What it has begun elsewhere may still end within its lease.
  if (!is_running && left > 0 && may_take) return CodeAnswer(AnswerCode::kSilent, left);
  if (is_running && left > 0) return RunningAnswer(*lock.record, args, left, now_ms);
  const int64_t wait = TakeoverWaitMs(*lock.record, now_ms);
  if (!IsSuspected(*lock.record, now_ms)) {
    lock->suspect_ms = now_ms;
    KeepEvidence(lock, now_ms);
    return CodeAnswer(AnswerCode::kSilent, wait);
  }
  if (wait > 0) return CodeAnswer(AnswerCode::kSilent, wait);
  if (may_take) return std::nullopt;
  Answer unknown = CodeAnswer(AnswerCode::kUnknown, lock.expires_ms - now_ms);
  unknown.attempt = lock->attempt;
  return unknown;
}

Answer Claim(Slot& slot, const core::BeginCall& args, int64_t now_ms, int64_t fence,
             int32_t attempt, Origin origin) {
  slot.lock.record = std::make_unique<LockRecord>(
      LockRecord{std::string(args.token), std::string(args.fingerprint), fence, 0, args.lease_ms,
                 now_ms + args.lease_ms, now_ms, attempt, 0, origin, LockState::kRunning,
                 std::string(args.hint), std::string(args.label)});
  slot.lock.expires_ms = now_ms + args.keep_ms;
  return OwnAnswer(fence, attempt, args.lease_ms, origin == Origin::kTakenOver);
}

// Which success it is to store now, or why nothing is stored.
AnswerCode JudgeCompletion(const Kept<LockRecord>& lock, const core::CompleteCall& args) {
  const bool is_error = args.kind == ResultKind::kError;
  const bool is_removed = lock && lock->state == LockState::kRemoved;
  if (is_removed && args.is_owner) return AnswerCode::kGone;
  if (!lock || is_removed) return is_error ? AnswerCode::kGone : AnswerCode::kAdopted;
  if (!Matches(args, lock->fingerprint)) {
    return Refusal(args.fingerprint, lock->fingerprint).code;
  }
  if (IsOwner(*lock.record, args.token)) return AnswerCode::kStored;
  return is_error ? AnswerCode::kFenced : AnswerCode::kLateWin;
}

bool IsSuccess(AnswerCode code) noexcept {
  return code == AnswerCode::kStored || code == AnswerCode::kLateWin ||
         code == AnswerCode::kAdopted || code == AnswerCode::kReplaced;
}

// An error is the result of one attempt only: another one may have had its effect.
bool GivesWay(const ResultRecord& result, const core::CompleteCall& args) noexcept {
  return result.kind == ResultKind::kError && args.kind != ResultKind::kError && args.is_owner;
}

}  // namespace

void DropExpired(Slot& slot, int64_t now_ms) noexcept {
  if (slot.lock && slot.lock.expires_ms <= now_ms) slot.lock.Drop();
  if (slot.result && slot.result.expires_ms <= now_ms) slot.result.Drop();
}

Answer Begin(Slot& slot, const core::BeginCall& args, int64_t now_ms, int64_t fence) {
  if (slot.result) {
    if (!Matches(args, slot.result->fingerprint)) {
      return Refusal(args.fingerprint, slot.result->fingerprint);
    }
    return StoredAnswer(AnswerCode::kDone, slot.result, now_ms);
  }
  int32_t attempt = 1;
  Origin origin = Origin::kNew;
  if (slot.lock && slot.lock->state != LockState::kRemoved) {
    if (!Matches(args, slot.lock->fingerprint)) {
      return Refusal(args.fingerprint, slot.lock->fingerprint);
    }
    if (std::optional<Answer> refusal = Contest(slot.lock, args, now_ms)) return *refusal;
    attempt = slot.lock->attempt + 1;
    // A recovery that gave the key up has settled nothing: what comes after it is a recovery again.
    const bool is_recovery =
        slot.lock->state != LockState::kFreed || slot.lock->origin == Origin::kTakenOver;
    origin = is_recovery ? Origin::kTakenOver : Origin::kFreed;
  }
  return Claim(slot, args, now_ms, fence, attempt, origin);
}

Answer Complete(Slot& slot, const core::CompleteCall& args, int64_t now_ms) {
  if (slot.result) {
    if (slot.result->token == args.token) return CodeAnswer(AnswerCode::kDuplicate);
    if (!Matches(args, slot.result->fingerprint)) {
      return Refusal(args.fingerprint, slot.result->fingerprint);
    }
    if (!GivesWay(*slot.result.record, args)) {
      return StoredAnswer(AnswerCode::kLost, slot.result, now_ms);
    }
  }
  AnswerCode code = JudgeCompletion(slot.lock, args);
  if (!IsSuccess(code)) return CodeAnswer(code);
  if (slot.result) code = AnswerCode::kReplaced;
  // The owner's own lock, which goes now, has the same two texts.
  const bool is_owner = code == AnswerCode::kStored;
  slot.result.record = std::make_unique<ResultRecord>(
      ResultRecord{is_owner ? std::move(slot.lock->fingerprint) : std::string(args.fingerprint),
                   is_owner ? std::move(slot.lock->token) : std::string(args.token), args.fence,
                   now_ms, args.attempt, args.kind, std::string(args.hint), std::string(args.label),
                   std::string(args.payload)});
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
  if (lock.state != LockState::kRunning) return CodeAnswer(AnswerCode::kReleased);
  if (args.reason == ReleaseReason::kUndo && lock.attempt == 1) {
    slot.lock.Drop();
    return CodeAnswer(AnswerCode::kReleased);
  }
  const bool is_undo = args.reason == ReleaseReason::kUndo;
  if (is_undo) --lock.attempt;
  const bool was_free = is_undo && lock.origin == Origin::kFreed;
  // After an undo the attempt before is the one that counts, and its lease has passed.
  const int64_t deadline_ms = args.reason == ReleaseReason::kSilent ? lock.deadline_ms : 0;
  GiveUp(slot.lock, now_ms, was_free || args.reason == ReleaseReason::kFree, deadline_ms);
  return CodeAnswer(AnswerCode::kReleased);
}

Answer Inspect(const Slot& slot, const core::InspectCall& args, int64_t now_ms) {
  if (slot.result) {
    if (args.with_payload) return StoredAnswer(AnswerCode::kDone, slot.result, now_ms);
    return InspectedResult(slot.result, now_ms);
  }
  if (!slot.lock || slot.lock->state == LockState::kRemoved) {
    return CodeAnswer(AnswerCode::kAbsent);
  }
  return InspectedLock(*slot.lock.record, now_ms, slot.lock.expires_ms - now_ms);
}

Answer InspectedResult(const Kept<ResultRecord>& result, int64_t now_ms) {
  const ResultRecord& full = *result.record;
  ResultRecord head{full.fingerprint, full.token,   full.fence,
                    full.stored_ms,   full.attempt, full.kind,
                    full.hint,        full.label,   {}};
  return ResultAnswer(AnswerCode::kDone, std::move(head), result.expires_ms - now_ms,
                      static_cast<int64_t>(full.payload.size()));
}

Answer Remove(Slot& slot, const core::RemoveCall& args) {
  const bool is_held = IsHeld(slot.lock);
  if (is_held && !args.force) return CodeAnswer(AnswerCode::kRunning);
  Answer answer = CodeAnswer(AnswerCode::kRemoved);
  if (slot.result) ++answer.attempt;
  slot.result.Drop();
  if (is_held) {
    slot.lock->state = LockState::kRemoved;
    ++answer.attempt;
  } else if (slot.lock && slot.lock->state == LockState::kFreed) {
    slot.lock.Drop();
    ++answer.attempt;
  }
  return answer;
}

Answer Resolve(Slot& slot, const core::ResolveCall& args, int64_t now_ms) {
  if (slot.result) return CodeAnswer(AnswerCode::kDone);
  if (!slot.lock || slot.lock->state == LockState::kRemoved) {
    return CodeAnswer(AnswerCode::kAbsent);
  }
  LockRecord& lock = *slot.lock.record;
  if (lock.state == LockState::kFreed) return CodeAnswer(AnswerCode::kFreed);
  const int64_t left = MendedLeaseLeftMs(slot.lock, now_ms);
  if (lock.state == LockState::kRunning && left > 0) {
    return CodeAnswer(AnswerCode::kRunning, left);
  }
  if (args.kind == ResultKind::kNone) {
    GiveUp(slot.lock, now_ms, true, 0);
    return CodeAnswer(AnswerCode::kResolved);
  }
  slot.result.record = std::make_unique<ResultRecord>(ResultRecord{
      std::move(lock.fingerprint), std::string(kResolvedToken), lock.fence, now_ms, lock.attempt,
      args.kind, std::move(lock.hint), std::move(lock.label), std::string(args.payload)});
  slot.result.expires_ms = now_ms + args.ttl_ms;
  slot.lock.Drop();
  return CodeAnswer(AnswerCode::kResolved);
}

}  // namespace onceonly::store::protocol
