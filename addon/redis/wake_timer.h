// A timer for the earliest of many moments.
#ifndef ONCEONLY_REDIS_WAKE_TIMER_H_
#define ONCEONLY_REDIS_WAKE_TIMER_H_

#include <uv.h>

#include <cstdint>
#include <functional>
#include <limits>

#include "redis/loop_handles.h"
#include "redis/uv_timer.h"

namespace onceonly::redis {

inline constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

// It fires at the earliest moment that it was told; its owner then tells it the next one. So
// setting it costs no search. It does not keep the loop alive unless SetRef says so.
class WakeTimer {
 public:
  // Moments are those of SystemClock. `on_due` may close the timer.
  WakeTimer(uv_loop_t* loop, LoopHandles* handles, std::function<void(int64_t now_ms)> on_due);
  WakeTimer(const WakeTimer&) = delete;
  WakeTimer& operator=(const WakeTimer&) = delete;

  // Makes it fire at `due_ms` or earlier.
  void WakeBy(int64_t due_ms, int64_t now_ms) noexcept;
  void SetRef(bool ref) noexcept { timer_.SetRef(ref); }
  void Close() noexcept { timer_.Close(); }

 private:
  void OnFire();

  std::function<void(int64_t)> on_due_;
  int64_t wake_at_ms_ = kNever;
  bool looks_again_ = false;  // it was late and is about to fire once more
  UvTimer timer_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_WAKE_TIMER_H_
