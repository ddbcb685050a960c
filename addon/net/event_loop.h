// One event loop of libuv, and a count of what it still holds for us.
#ifndef ONCEONLY_NET_EVENT_LOOP_H_
#define ONCEONLY_NET_EVENT_LOOP_H_

#include <cstddef>
#include <functional>
#include <utility>

struct uv_loop_s;

namespace onceonly::net {

// Counts open handles and requests that have not called back. An environment may be torn down only
// when the count is zero: a look-up that is still pending then would abort the process.
//
// One per loop. Outlives every handle and request that it counts.
class EventLoop {
 public:
  // `loop` outlives it, and stays its owner's.
  explicit EventLoop(uv_loop_s* loop) noexcept : loop_(loop) {}
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  uv_loop_s* get() const noexcept { return loop_; }

  void Add() noexcept { ++open_; }
  void Remove() noexcept {
    if (--open_ == 0 && on_empty_) std::exchange(on_empty_, nullptr)();
  }
  size_t open() const noexcept { return open_; }

  // Calls `on_empty` once: now if nothing is open, else when the last one goes.
  void WhenEmpty(std::function<void()> on_empty) {
    if (open_ == 0) return on_empty();
    on_empty_ = std::move(on_empty);
  }

 private:
  uv_loop_s* const loop_;
  size_t open_ = 0;
  std::function<void()> on_empty_;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_EVENT_LOOP_H_
