// Owner of a callback that runs once in every turn of the loop, before the loop waits for events.
#ifndef ONCEONLY_NET_PREPARE_H_
#define ONCEONLY_NET_PREPARE_H_

#include <functional>

#include "net/event_loop.h"

struct uv_prepare_s;

namespace onceonly::net {

template <typename Handle>
struct UvCallback;

// What is sent inside a callback is sent when the turn ends, together with all else of the turn. It
// never keeps the loop alive.
class Prepare {
 public:
  // `on_turn` may close or destroy it.
  Prepare(EventLoop* loop, std::function<void()> on_turn);
  ~Prepare() { Close(); }
  Prepare(const Prepare&) = delete;
  Prepare& operator=(const Prepare&) = delete;

  // Both are cheap when nothing changes, and do nothing after Close().
  void Start() noexcept;
  void Stop() noexcept;
  void Close() noexcept;

 private:
  UvCallback<uv_prepare_s>* state_;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_PREPARE_H_
