// A clock that a test moves by hand.
#ifndef ONCEONLY_TEST_STORE_FAKE_CLOCK_H_
#define ONCEONLY_TEST_STORE_FAKE_CLOCK_H_

#include <cstdint>

#include "base/clock.h"

namespace onceonly::store {

class FakeClock final : public Clock {
 public:
  int64_t NowMs() const noexcept override { return now_ms_; }
  void Advance(int64_t ms) noexcept { now_ms_ += ms; }

 private:
  int64_t now_ms_ = 1'000'000;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_FAKE_CLOCK_H_
