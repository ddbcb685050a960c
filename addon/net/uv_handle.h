// What the owners of libuv handles have in common: libuv may hold a handle beyond its owner.
#ifndef ONCEONLY_NET_UV_HANDLE_H_
#define ONCEONLY_NET_UV_HANDLE_H_

#include <uv.h>

#include <functional>
#include <utility>

#include "net/event_loop.h"

namespace onceonly::net {

// Closes `state->base()` and deletes `state` once libuv has let go of it, which `state->loop`
// counted. REQUIRES: the `data` of the handle is `state`.
template <typename State>
void CloseAndDelete(State* state) noexcept {
  uv_close(state->base(), [](uv_handle_t* closed) noexcept {
    auto* const self = static_cast<State*>(closed->data);
    EventLoop* const loop = self->loop;
    delete self;
    loop->Remove();
  });
}

// A handle with a callback and no I/O (timer, prepare), allocated on its own. `run` stays alive
// until the handle is closed, since it may be what is running.
template <typename Handle>
struct UvCallback {
  UvCallback(EventLoop* loop, std::function<void()> run) : loop(loop), run(std::move(run)) {
    handle.data = this;
    loop->Add();
  }

  uv_handle_t* base() noexcept { return reinterpret_cast<uv_handle_t*>(&handle); }

  static void OnRun(Handle* handle) noexcept { static_cast<UvCallback*>(handle->data)->run(); }

  Handle handle{};
  EventLoop* const loop;
  std::function<void()> run;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_UV_HANDLE_H_
