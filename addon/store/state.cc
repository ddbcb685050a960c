#include "store/state.h"

#include <algorithm>

namespace onceonly::store {
namespace {

using core::Record, core::RecordState;

constexpr int64_t kLateSlackMs = 100;

bool IsLate(const Record& claim, const Key& key, int64_t now_ms) noexcept {
  if (claim.state != RecordState::kRunning || claim.not_after_ms == 0) return false;
  const int64_t written_ms = now_ms + key.left_ms - claim.px_ms;
  return written_ms > claim.not_after_ms + kLateSlackMs;
}

int64_t LeaseLeftMs(const Key& key) noexcept {
  return std::max<int64_t>(key.record.lease_ms - key.age_ms, 0);
}

// From a silent owner nobody takes over before half a lease has passed since a begin noticed.
int64_t WindowMs(const Record& claim) noexcept { return (claim.lease_ms + 1) / 2; }

void Enter(Key& key, KeyState state, int64_t wait_ms = 0) noexcept {
  key.state = state;
  key.wait_ms = wait_ms;
}

void EnterByAge(Key& key) noexcept {
  const int64_t left = LeaseLeftMs(key);
  switch (key.record.state) {
    case RecordState::kRunning:
      if (left > 0) return Enter(key, KeyState::kRunning, left);
      return Enter(key, KeyState::kSilent, WindowMs(key.record));
    case RecordState::kSuspected: {
      const int64_t wait = WindowMs(key.record) - key.age_ms;
      return wait > 0 ? Enter(key, KeyState::kSuspect, wait) : Enter(key, KeyState::kUnknown);
    }
    case RecordState::kGivenUp:
      return left > 0 ? Enter(key, KeyState::kGivenUp, left) : Enter(key, KeyState::kUnknown);
    case RecordState::kFreed:
      return Enter(key, KeyState::kFreed);
    case RecordState::kRemoved:
      return Enter(key, KeyState::kRemoved);
    case RecordState::kDone:
      return Enter(key, KeyState::kDone);
  }
}

}  // namespace

Key ReadKey(const View& view, std::string_view sender) {
  Key key;
  if (!view.text) return key;
  key.state = KeyState::kForeign;
  if (view.left_ms < 0) return key;
  Result<Record> parsed = core::ParseRecord(*view.text);
  if (!parsed.ok()) return key;
  key.has_record = true;
  key.record = parsed.value();
  key.left_ms = std::min(view.left_ms, core::kMaxRecordNumber);
  if (key.record.is_done()) {
    if (view.left_ms == View::kLeftUnknown) key.left_ms = 0;
    Enter(key, KeyState::kDone);
    return key;
  }
  key.age_ms = std::clamp<int64_t>(key.record.px_ms - key.left_ms, 0, key.record.px_ms);
  key.clock_went_back = key.left_ms > key.record.px_ms;
  EnterByAge(key);
  if (key.record.token != sender && IsLate(key.record, key, view.now_ms)) {
    Enter(key, KeyState::kAbsent);
  }
  return key;
}

}  // namespace onceonly::store
