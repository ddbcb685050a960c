// Owner of a one-shot timer of libuv.
#ifndef ONCEONLY_NET_TIMER_H_
#define ONCEONLY_NET_TIMER_H_

#include <cstdint>
#include <functional>

#include "net/event_loop.h"

struct uv_timer_s;

namespace onceonly::net {

template <typename Handle>
struct UvCallback;

class Timer {
 public:
  // `on_fire` may close or destroy the timer.
  Timer(EventLoop* loop, std::function<void()> on_fire);
  ~Timer() { Close(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Takes the place of an earlier start. Does nothing after Close(), like the two below.
  void StartIn(int64_t delay_ms) noexcept;
  void Stop() noexcept;
  // Whether a started timer keeps the loop alive; it does at first.
  void SetRef(bool ref) noexcept;
  void Close() noexcept;

 private:
  UvCallback<uv_timer_s>* state_;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_TIMER_H_
