#include "net/loop_fixture.h"

#include <csignal>

namespace onceonly::net {

LoopTest::LoopTest() {
  // As in Node: a write to a closed socket is an error, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  uv_loop_init(&loop_);
  uv_timer_init(&loop_, &guard_);
  guard_.data = this;
  const auto on_hung = [](uv_timer_t* timer) {
    auto* self = static_cast<LoopTest*>(timer->data);
    self->is_hung_ = true;
    uv_stop(&self->loop_);
  };
  uv_timer_start(&guard_, on_hung, 10'000, 0);
  uv_unref(reinterpret_cast<uv_handle_t*>(&guard_));
}

// Members of the test itself (clients, servers) are gone by now.
LoopTest::~LoopTest() {
  RunToEnd();
  EXPECT_EQ(counted_.open(), 0u);
  uv_close(reinterpret_cast<uv_handle_t*>(&guard_), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_EQ(uv_loop_close(&loop_), 0) << "something is left on the loop";
}

void LoopTest::RunUntil(const std::function<bool()>& done) {
  uv_ref(reinterpret_cast<uv_handle_t*>(&guard_));
  while (!done() && !is_hung_) uv_run(&loop_, UV_RUN_ONCE);
  uv_unref(reinterpret_cast<uv_handle_t*>(&guard_));
  EXPECT_FALSE(is_hung_) << "the loop waits for something that does not come";
}

void LoopTest::RunToEnd() {
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_FALSE(is_hung_) << "something keeps the loop alive";
}

}  // namespace onceonly::net
