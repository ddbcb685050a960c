#include "net/prepare.h"

#include <utility>

#include "net/uv_handle.h"

namespace onceonly::net {

Prepare::Prepare(EventLoop* loop, std::function<void()> on_turn)
    : state_(new UvCallback<uv_prepare_t>(loop, std::move(on_turn))) {
  uv_prepare_init(loop->get(), &state_->handle);
  uv_unref(state_->base());
}

void Prepare::Start() noexcept {
  if (state_ != nullptr) uv_prepare_start(&state_->handle, &UvCallback<uv_prepare_t>::OnRun);
}

void Prepare::Stop() noexcept {
  if (state_ != nullptr) uv_prepare_stop(&state_->handle);
}

void Prepare::Close() noexcept {
  if (state_ != nullptr) CloseAndDelete(std::exchange(state_, nullptr));
}

}  // namespace onceonly::net
