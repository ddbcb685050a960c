#include "net/deadline_timer.h"

#include <algorithm>
#include <utility>

namespace onceonly::net {

DeadlineTimer::DeadlineTimer(EventLoop* loop, std::function<void(int64_t now_ms)> on_due)
    : on_due_(std::move(on_due)), timer_(loop, [this] { OnFire(); }) {
  timer_.SetRef(false);
}

void DeadlineTimer::WakeBy(int64_t due_ms, int64_t now_ms) noexcept {
  if (due_ms >= wake_at_ms_) return;
  wake_at_ms_ = due_ms;
  timer_.StartIn(std::max<int64_t>(due_ms - now_ms, 1));
}

void DeadlineTimer::OnFire() {
  const int64_t now_ms = clock_.NowMs();
  const int64_t was_due_ms = std::exchange(wake_at_ms_, kNever);
  looks_again_ = !looks_again_ && now_ms - was_due_ms > kLateMs;
  if (looks_again_) return WakeBy(now_ms + 1, now_ms);
  on_due_(now_ms);
}

}  // namespace onceonly::net
