#include "net/timer.h"

#include <algorithm>
#include <utility>

#include "net/uv_handle.h"

namespace onceonly::net {

Timer::Timer(EventLoop* loop, std::function<void()> on_fire)
    : state_(new UvCallback<uv_timer_t>(loop, std::move(on_fire))) {
  uv_timer_init(loop->get(), &state_->handle);
}

void Timer::StartIn(int64_t delay_ms) noexcept {
  if (state_ == nullptr) return;
  const auto delay = static_cast<uint64_t>(std::max<int64_t>(delay_ms, 0));
  uv_timer_start(&state_->handle, &UvCallback<uv_timer_t>::OnRun, delay, 0);
}

void Timer::Stop() noexcept {
  if (state_ != nullptr) uv_timer_stop(&state_->handle);
}

void Timer::SetRef(bool ref) noexcept {
  if (state_ == nullptr) return;
  ref ? uv_ref(state_->base()) : uv_unref(state_->base());
}

void Timer::Close() noexcept {
  if (state_ != nullptr) CloseAndDelete(std::exchange(state_, nullptr));
}

}  // namespace onceonly::net
