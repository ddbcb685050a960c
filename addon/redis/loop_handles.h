// Counts what an event loop still holds for us: open handles and requests that have not called
// back. An environment may be torn down only when the count is zero; a look-up that is still
// pending then would abort the process.
#ifndef ONCEONLY_REDIS_LOOP_HANDLES_H_
#define ONCEONLY_REDIS_LOOP_HANDLES_H_

#include <cstddef>
#include <functional>
#include <utility>

namespace onceonly::redis {

// One per event loop. Outlives every handle and request that it counts.
class LoopHandles {
 public:
  LoopHandles() = default;
  LoopHandles(const LoopHandles&) = delete;
  LoopHandles& operator=(const LoopHandles&) = delete;

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
  size_t open_ = 0;
  std::function<void()> on_empty_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_LOOP_HANDLES_H_
