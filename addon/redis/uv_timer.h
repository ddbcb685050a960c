// Owner of a one-shot libuv timer.
#ifndef ONCEONLY_REDIS_UV_TIMER_H_
#define ONCEONLY_REDIS_UV_TIMER_H_

#include <uv.h>

#include <cstdint>
#include <functional>

#include "redis/loop_handles.h"
#include "redis/uv_callback.h"

namespace onceonly::redis {

class UvTimer {
 public:
  // `on_fire` may close or destroy the timer.
  UvTimer(uv_loop_t* loop, LoopHandles* handles, std::function<void()> on_fire);
  ~UvTimer() { Close(); }
  UvTimer(const UvTimer&) = delete;
  UvTimer& operator=(const UvTimer&) = delete;

  // Takes the place of an earlier start. Does nothing after Close(), like the two below.
  void StartIn(int64_t delay_ms) noexcept;
  void Stop() noexcept;
  // Whether a started timer keeps the loop alive; it does at first.
  void SetRef(bool ref) noexcept;
  void Close() noexcept;

 private:
  UvCallback<uv_timer_t>* state_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_UV_TIMER_H_
