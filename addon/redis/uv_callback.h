// A libuv handle with a callback and no I/O (timer, prepare), allocated on its own: libuv may hold
// it beyond its owner.
#ifndef ONCEONLY_REDIS_UV_CALLBACK_H_
#define ONCEONLY_REDIS_UV_CALLBACK_H_

#include <uv.h>

#include <functional>
#include <utility>

#include "redis/loop_handles.h"

namespace onceonly::redis {

template <typename Handle>
struct UvCallback {
  UvCallback(LoopHandles* handles, std::function<void()> run)
      : handles(handles), run(std::move(run)) {
    handle.data = this;
    handles->Add();
  }

  uv_handle_t* base() noexcept { return reinterpret_cast<uv_handle_t*>(&handle); }

  static void OnRun(Handle* handle) noexcept { static_cast<UvCallback*>(handle->data)->run(); }

  // Frees this object once libuv has let go of it. `run` stays alive until then, since it may be
  // what is running.
  void CloseAndDelete() noexcept {
    uv_close(base(), [](uv_handle_t* closed) noexcept {
      auto* self = static_cast<UvCallback*>(closed->data);
      LoopHandles* const handles = self->handles;
      delete self;
      handles->Remove();
    });
  }

  Handle handle{};
  LoopHandles* handles;
  std::function<void()> run;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_UV_CALLBACK_H_
