#include "redis/uv_prepare.h"

#include <utility>

namespace onceonly::redis {

UvPrepare::UvPrepare(uv_loop_t* loop, LoopHandles* handles, std::function<void()> on_turn)
    : state_(new UvCallback<uv_prepare_t>(handles, std::move(on_turn))) {
  uv_prepare_init(loop, &state_->handle);
  uv_unref(state_->base());
}

void UvPrepare::Start() noexcept {
  if (state_ != nullptr) uv_prepare_start(&state_->handle, &UvCallback<uv_prepare_t>::OnRun);
}

void UvPrepare::Stop() noexcept {
  if (state_ != nullptr) uv_prepare_stop(&state_->handle);
}

void UvPrepare::Close() noexcept {
  if (state_ != nullptr) std::exchange(state_, nullptr)->CloseAndDelete();
}

}  // namespace onceonly::redis
