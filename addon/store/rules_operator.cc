#include <utility>

#include "store/decisions.h"

namespace onceonly::store::rules {
namespace {

using core::AnswerCode, core::Record, core::RecordState;

// The token of a result that was given by hand. No attempt has it, so an owner that comes back is
// told the result instead of "stored before".
constexpr std::string_view kResolvedToken = "resolved";

Decision KeepingTtl(const Record& claim, core::Answer answer) {
  Decision decision = Answered(std::move(answer));
  decision.write = Decision::Write::kTextKeepTtl;
  decision.text = core::FormatRecord(claim);
  return decision;
}

core::Answer RemovedAnswer(int32_t records) {
  core::Answer answer = CodeAnswer(AnswerCode::kRemoved);
  answer.attempt = records;
  return answer;
}

Decision Deleted(const Key& key, int32_t records) {
  Decision decision = Answered(RemovedAnswer(records));
  decision.write = Decision::Write::kDelete;
  return Waking(key, std::move(decision));
}

// Its owner may not store, so the record stays until its own end and says so.
Decision Removed(const Key& key) {
  Record removed = NextClaim(key);
  removed.state = RecordState::kRemoved;
  return Waking(key, KeepingTtl(removed, RemovedAnswer(1)));
}

Decision ResolvedAsFree(const Key& key) {
  Record freed = NextClaim(key);
  freed.state = RecordState::kFreed;
  return Waking(key, Written(freed, EvidenceMs(key), CodeAnswer(AnswerCode::kResolved)));
}

Decision ResolvedWith(const core::ResolveCall& call, const Key& key, int64_t now_ms) {
  Record result = key.record;
  result.state = RecordState::kDone;
  result.token = kResolvedToken;
  result.kind = call.kind;
  result.stored_ms = now_ms;
  result.payload = call.payload;
  return Waking(key, Written(result, call.ttl_ms, CodeAnswer(AnswerCode::kResolved)));
}

// An operator decides about the attempt that was looked at. Meanwhile another one may have begun,
// or this one may have stored its result or be back: its owner was only slow. `attempt` alone is
// not enough: a key that was removed begins again with 1.
bool IsSeen(const core::SeenAttempt& seen, const Key& key) noexcept {
  using State = core::SeenAttempt::State;
  const Record& record = key.record;
  if (seen.attempt != 0 && seen.attempt != record.attempt) return false;
  if (seen.fence >= 0 && seen.fence != record.fence) return false;
  if (seen.state == State::kAny) return true;
  if (seen.state == State::kIdle && key.state == KeyState::kRunning) return false;
  return (seen.state == State::kStored) == record.is_done();
}

Decision Changed(const Key& key, int64_t now_ms) {
  core::Answer answer = InspectedKey(key, now_ms, false);
  answer.code = AnswerCode::kChanged;
  return Answered(std::move(answer));
}

}  // namespace

Decision Inspect(const View& view, const core::InspectCall& call) {
  return Answered(InspectedKey(ReadKey(view), view.now_ms, call.with_payload));
}

Decision Remove(const View& view, const core::RemoveCall& call) {
  const Key key = ReadKey(view);
  switch (key.state) {
    case KeyState::kForeign:
      if (call.seen.is_given()) return Answered(AnswerCode::kForeign);
      return call.force ? Deleted(key, 1) : Answered(AnswerCode::kForeign);
    case KeyState::kAbsent:
      return key.has_record ? Deleted(key, 0) : Answered(RemovedAnswer(0));
    case KeyState::kRemoved:
      return Answered(RemovedAnswer(0));
    default:
      break;
  }
  if (!IsSeen(call.seen, key)) return Changed(key, view.now_ms);
  switch (key.state) {
    case KeyState::kDone:
    case KeyState::kFreed:
      return Deleted(key, 1);
    default:
      return call.force ? Removed(key) : Answered(AnswerCode::kRunning);
  }
}

Decision Resolve(const View& view, const core::ResolveCall& call) {
  const Key key = ReadKey(view);
  switch (key.state) {
    case KeyState::kForeign:
      return Answered(AnswerCode::kForeign);
    case KeyState::kAbsent:
    case KeyState::kRemoved:
      return Answered(AnswerCode::kAbsent);
    default:
      break;
  }
  if (!IsSeen(call.seen, key)) return Changed(key, view.now_ms);
  switch (key.state) {
    case KeyState::kDone:
      return Answered(AnswerCode::kDone);
    case KeyState::kFreed:
      return Answered(AnswerCode::kFreed);
    case KeyState::kRunning:
      return Mended(key, Answered(AnswerCode::kRunning, key.wait_ms));
    default:
      break;
  }
  if (call.kind == core::ResultKind::kNone) return ResolvedAsFree(key);
  return ResolvedWith(call, key, view.now_ms);
}

Decision MarkAwaited(const View& view) {
  const Key key = ReadKey(view);
  const bool is_held = key.has_record && key.state != KeyState::kAbsent &&
                       key.state != KeyState::kRemoved && key.state != KeyState::kDone;
  if (!is_held || key.record.is_awaited) return Answered(AnswerCode::kWatching);
  Record awaited = NextClaim(key);
  awaited.is_awaited = true;
  return KeepingTtl(awaited, CodeAnswer(AnswerCode::kWatching));
}

}  // namespace onceonly::store::rules
