// A fixture that owns an event loop, and checks after every test that nothing is left on it.
#ifndef ONCEONLY_TEST_NET_LOOP_FIXTURE_H_
#define ONCEONLY_TEST_NET_LOOP_FIXTURE_H_

#include <gtest/gtest.h>
#include <uv.h>

#include <functional>

#include "net/event_loop.h"

namespace onceonly::net {

class LoopTest : public ::testing::Test {
 protected:
  LoopTest();
  ~LoopTest() override;

  EventLoop* loop() { return &counted_; }

  // Turns the loop until `done`; a test that hangs fails after ten seconds.
  void RunUntil(const std::function<bool()>& done);
  // Turns the loop until nothing keeps it alive.
  void RunToEnd();
  // Turns the loop without waiting, so that what is ready runs.
  void RunOnce() { uv_run(&loop_, UV_RUN_NOWAIT); }

 private:
  uv_loop_t loop_;
  EventLoop counted_{&loop_};
  uv_timer_t guard_;
  uv_prepare_t before_wait_;
  const std::function<bool()>* done_ = nullptr;
  bool is_hung_ = false;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_TEST_NET_LOOP_FIXTURE_H_
