// Owner of a libuv prepare handle: runs a function in every turn of the loop, just before it waits
// for I/O.
#ifndef ONCEONLY_REDIS_UV_PREPARE_H_
#define ONCEONLY_REDIS_UV_PREPARE_H_

#include <uv.h>

#include <functional>

#include "redis/loop_handles.h"
#include "redis/uv_callback.h"

namespace onceonly::redis {

// Never keeps the loop alive.
class UvPrepare {
 public:
  UvPrepare(uv_loop_t* loop, LoopHandles* handles, std::function<void()> on_turn);
  ~UvPrepare() { Close(); }
  UvPrepare(const UvPrepare&) = delete;
  UvPrepare& operator=(const UvPrepare&) = delete;

  // Both are cheap when nothing changes, and do nothing after Close().
  void Start() noexcept;
  void Stop() noexcept;
  void Close() noexcept;

 private:
  UvCallback<uv_prepare_t>* state_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_UV_PREPARE_H_
