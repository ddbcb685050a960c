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
  uv_prepare_init(&loop_, &before_wait_);
  before_wait_.data = this;
}

// Members of the test itself (clients, servers) are gone by now.
LoopTest::~LoopTest() {
  RunToEnd();
  EXPECT_EQ(counted_.open(), 0u);
  uv_close(reinterpret_cast<uv_handle_t*>(&guard_), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&before_wait_), nullptr);
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_EQ(uv_loop_close(&loop_), 0) << "something is left on the loop";
}

void LoopTest::RunUntil(const std::function<bool()>& done) {
  done_ = &done;
  uv_ref(reinterpret_cast<uv_handle_t*>(&guard_));
  // A turn fires its timers, and then waits for something more: here it does not wait if they were
  // all that it was for.
  const auto stop_if_done = [](uv_prepare_t* prepare) {
    auto* self = static_cast<LoopTest*>(prepare->data);
    if ((*self->done_)()) uv_stop(&self->loop_);
  };
  uv_prepare_start(&before_wait_, stop_if_done);
  while (!done() && !is_hung_) uv_run(&loop_, UV_RUN_ONCE);
  uv_prepare_stop(&before_wait_);
  uv_unref(reinterpret_cast<uv_handle_t*>(&guard_));
  EXPECT_FALSE(is_hung_) << "the loop waits for something that does not come";
}

void LoopTest::RunToEnd() {
  uv_run(&loop_, UV_RUN_DEFAULT);
  EXPECT_FALSE(is_hung_) << "something keeps the loop alive";
}

}  // namespace onceonly::net
