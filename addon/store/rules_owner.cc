#include <utility>

#include "store/decisions.h"

namespace onceonly::store::rules {
namespace {

using core::AnswerCode, core::Record, core::RecordState, core::ReleaseCall, core::ReleaseReason,
    core::RenewCall;

bool IsRunning(const Record& claim) noexcept {
  return claim.state == RecordState::kRunning || claim.state == RecordState::kSuspected;
}

Decision Freed(const Key& key, Record claim) {
  claim.state = RecordState::kFreed;
  return Waking(key, Written(claim, EvidenceMs(key), CodeAnswer(AnswerCode::kReleased)));
}

// Leaves the key to the begins after its lease, which goes on.
Decision GivenUp(const Key& key, Record claim, int64_t age_ms) {
  claim.state = RecordState::kGivenUp;
  return Waking(key, Written(claim, EvidenceMs(key), CodeAnswer(AnswerCode::kReleased), age_ms));
}

Decision Deleted(const Key& key) {
  Decision decision = Answered(AnswerCode::kReleased);
  decision.write = Decision::Write::kDelete;
  return Waking(key, std::move(decision));
}

// The attempt before is the one that counts again, and its lease has passed.
Decision Undone(const Key& key) {
  if (key.record.attempt <= 1) return Deleted(key);
  Record claim = NextClaim(key);
  --claim.attempt;
  if (claim.origin == core::Origin::kFreed) return Freed(key, claim);
  return GivenUp(key, claim, claim.lease_ms);
}

}  // namespace

Decision Renew(const View& view, const RenewCall& call) {
  const Key key = ReadKey(view, call.token);
  if (key.state == KeyState::kForeign) return Answered(AnswerCode::kForeign);
  if (key.state == KeyState::kAbsent) return Answered(AnswerCode::kGone);
  if (key.state == KeyState::kDone) return Answered(AnswerCode::kDone);
  // A renewal that was sent before a release must not revive the record.
  if (key.record.token != call.token || !IsRunning(key.record)) return Answered(AnswerCode::kLost);
  Record claim = NextClaim(key);
  claim.state = RecordState::kRunning;
  claim.lease_ms = call.lease_ms;
  return Written(claim, call.keep_ms, CodeAnswer(AnswerCode::kRenewed, call.lease_ms));
}

Decision Release(const View& view, const ReleaseCall& call) {
  const Key key = ReadKey(view, call.token);
  if (key.state == KeyState::kForeign) return Answered(AnswerCode::kForeign);
  if (key.state == KeyState::kAbsent || key.state == KeyState::kDone) {
    return Answered(AnswerCode::kGone);
  }
  if (key.record.token != call.token || key.state == KeyState::kRemoved) {
    return Answered(AnswerCode::kLost);
  }
  // Released before, and the reply was lost: a second undo must not take another attempt away.
  if (!IsRunning(key.record)) return Answered(AnswerCode::kReleased);
  switch (call.reason) {
    case ReleaseReason::kUndo:
      return Undone(key);
    case ReleaseReason::kFree:
      return Freed(key, NextClaim(key));
    case ReleaseReason::kSilent:
      break;
  }
  // A suspected claim counts its age anew, and its lease has passed.
  const bool has_lease = key.state == KeyState::kRunning;
  return GivenUp(key, NextClaim(key), has_lease ? key.age_ms : key.record.lease_ms);
}

}  // namespace onceonly::store::rules
