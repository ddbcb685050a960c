// A timer for the earliest of many moments.
#ifndef ONCEONLY_NET_DEADLINE_TIMER_H_
#define ONCEONLY_NET_DEADLINE_TIMER_H_

#include <cstdint>
#include <functional>

#include "base/clock.h"
#include "net/event_loop.h"
#include "net/timer.h"

namespace onceonly::net {

// It fires at the earliest moment that it was told; its owner then tells it the next one. So
// setting it costs no search. It does not keep the loop alive unless SetRef says so.
//
// A timer that is more than kLateMs late means that the loop was blocked, and that bytes may wait
// unread in a socket. So it fires once more, a turn of the loop later, and tells its owner only
// then: what the server has said in time is not taken for silence.
class DeadlineTimer {
 public:
  // Moments are those of SystemClock. `on_due` may close the timer.
  DeadlineTimer(EventLoop* loop, std::function<void(int64_t now_ms)> on_due);
  DeadlineTimer(const DeadlineTimer&) = delete;
  DeadlineTimer& operator=(const DeadlineTimer&) = delete;

  // Makes it fire at `due_ms` or earlier; kNever changes nothing.
  void WakeBy(int64_t due_ms, int64_t now_ms) noexcept;
  void SetRef(bool ref) noexcept { timer_.SetRef(ref); }
  void Close() noexcept { timer_.Close(); }

  static constexpr int64_t kLateMs = 20;

 private:
  void OnFire();

  const SystemClock clock_;
  std::function<void(int64_t)> on_due_;
  int64_t wake_at_ms_ = kNever;
  bool looks_again_ = false;  // it was late and is about to fire once more
  Timer timer_;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_DEADLINE_TIMER_H_
