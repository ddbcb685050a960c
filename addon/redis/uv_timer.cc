#include "redis/uv_timer.h"

#include <algorithm>
#include <utility>

namespace onceonly::redis {

UvTimer::UvTimer(uv_loop_t* loop, LoopHandles* handles, std::function<void()> on_fire)
    : state_(new UvCallback<uv_timer_t>(handles, std::move(on_fire))) {
  uv_timer_init(loop, &state_->handle);
}

void UvTimer::StartIn(int64_t delay_ms) noexcept {
  if (state_ == nullptr) return;
  const auto delay = static_cast<uint64_t>(std::max<int64_t>(delay_ms, 0));
  uv_timer_start(&state_->handle, &UvCallback<uv_timer_t>::OnRun, delay, 0);
}

void UvTimer::Stop() noexcept {
  if (state_ != nullptr) uv_timer_stop(&state_->handle);
}

void UvTimer::SetRef(bool ref) noexcept {
  if (state_ == nullptr) return;
  ref ? uv_ref(state_->base()) : uv_unref(state_->base());
}

void UvTimer::Close() noexcept {
  if (state_ != nullptr) std::exchange(state_, nullptr)->CloseAndDelete();
}

}  // namespace onceonly::redis
