#include <algorithm>
#include <utility>

#include "store/decisions.h"

namespace onceonly::store::rules {
namespace {

using core::Answer, core::AnswerCode, core::BeginCall, core::Origin, core::Record,
    core::RecordState;

// The first attempt of a key, by a call that found nothing.
Record NewClaim(const BeginCall& call, int64_t now_ms, int64_t fence) {
  Record claim;
  claim.token = call.token;
  claim.fingerprint = call.fingerprint;
  claim.fence = fence;
  claim.attempt = 1;
  claim.lease_ms = call.lease_ms;
  claim.began_ms = now_ms;
  claim.hint = call.hint;
  claim.label = call.label;
  return claim;
}

// Makes the caller the owner, in place of the record if there is one.
Decision Claimed(const Key& key, const BeginCall& call, int64_t now_ms, int64_t fence,
                 int32_t attempt, Origin origin) {
  Record claim = NewClaim(call, now_ms, fence);
  claim.attempt = attempt;
  claim.origin = origin;
  if (key.has_record) {
    claim.rev = key.record.rev + 1;
    claim.fence = std::max(fence, key.record.fence + 1);
    claim.is_awaited = key.record.is_awaited;
  }
  const bool is_recovery = origin == Origin::kTakenOver;
  return Written(claim, call.keep_ms, OwnAnswer(claim.fence, attempt, call.lease_ms, is_recovery));
}

// Why the caller has to wait for the attempt that holds the key.
Answer HeldAnswer(AnswerCode code, const Key& key) {
  Answer held = CodeAnswer(code, key.wait_ms);
  held.attempt = key.record.attempt;
  return held;
}

// Without the time that is left: a begin whose insertion was refused has not asked for it.
Answer ReplayAnswer(const Key& key) {
  Answer replay = ResultAnswer(AnswerCode::kDone, key);
  replay.left_ms = 0;
  replay.expires_ms = 0;
  return replay;
}

// The token is the caller's own when the reply to its first begin was lost.
Answer RunningAnswer(const Key& key, const BeginCall& call, int64_t now_ms) {
  const Record& claim = key.record;
  if (claim.token == call.token) {
    const bool is_recovery = claim.origin == Origin::kTakenOver;
    return OwnAnswer(claim.fence, claim.attempt, key.wait_ms, is_recovery);
  }
  Answer running = HeldAnswer(AnswerCode::kRunning, key);
  running.elapsed_ms = std::max<int64_t>(now_ms - claim.began_ms, 0);
  return running;
}

// From now on everybody can see for how long the owner has been silent.
Decision Suspected(const Key& key) {
  Record suspected = NextClaim(key);
  suspected.state = RecordState::kSuspected;
  return Written(suspected, EvidenceMs(key), HeldAnswer(AnswerCode::kSilent, key));
}

Answer UnknownAnswer(const Key& key) {
  Answer unknown = CodeAnswer(AnswerCode::kUnknown, key.left_ms);
  unknown.attempt = key.record.attempt;
  return unknown;
}

bool MayTakeOver(const BeginCall& call, const Record& claim) noexcept {
  return call.on_abandoned == core::OnAbandoned::kTakeOver && claim.attempt < call.max_attempts;
}

// A recovery that gave the key up has settled nothing: the next attempt is a recovery again.
Origin OriginAfterFree(const Record& freed) noexcept {
  return freed.origin == Origin::kTakenOver ? Origin::kTakenOver : Origin::kFreed;
}

}  // namespace

std::string FirstClaim(const BeginCall& call, int64_t now_ms, int64_t fence, int64_t not_after_ms) {
  Record claim = NewClaim(call, now_ms, fence);
  claim.px_ms = std::max<int64_t>(call.keep_ms, 1);
  claim.not_after_ms = not_after_ms;
  return core::FormatRecord(claim);
}

Decision Begin(const View& view, const BeginCall& call, int64_t fence) {
  const Key key = ReadKey(view);
  const auto claimed = [&](int32_t attempt, Origin origin) {
    return Claimed(key, call, view.now_ms, fence, attempt, origin);
  };
  if (key.state == KeyState::kForeign) return Answered(AnswerCode::kForeign);
  if (key.state == KeyState::kAbsent || key.state == KeyState::kRemoved) {
    return claimed(1, Origin::kNew);
  }
  if (!Matches(call, key.record.fingerprint)) {
    return Refused(call.fingerprint, key.record.fingerprint);
  }
  const bool may_take = MayTakeOver(call, key.record);
  switch (key.state) {
    case KeyState::kDone:
      return Answered(ReplayAnswer(key));
    case KeyState::kRunning:
      return Mended(key, Answered(RunningAnswer(key, call, view.now_ms)));
    case KeyState::kSilent:
      return Suspected(key);
    case KeyState::kSuspect:
      return Mended(key, Answered(HeldAnswer(AnswerCode::kSilent, key)));
    case KeyState::kGivenUp:
      // Its effect elsewhere may still end within its lease.
      return Mended(key, may_take ? Answered(HeldAnswer(AnswerCode::kSilent, key))
                                  : Answered(UnknownAnswer(key)));
    case KeyState::kFreed:
      return claimed(key.record.attempt + 1, OriginAfterFree(key.record));
    default:
      return may_take ? claimed(key.record.attempt + 1, Origin::kTakenOver)
                      : Answered(UnknownAnswer(key));
  }
}

}  // namespace onceonly::store::rules
