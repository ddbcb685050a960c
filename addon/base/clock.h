// Time as the layers above see it: whole milliseconds that never go back.
#ifndef ONCEONLY_BASE_CLOCK_H_
#define ONCEONLY_BASE_CLOCK_H_

#include <cstdint>
#include <limits>

namespace onceonly {

// A moment that does not come.
inline constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

// A source of time. Tests give one that they move by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since an arbitrary start; goes on while the machine sleeps where the system offers
  // that.
  virtual int64_t NowMs() const noexcept = 0;
};

// CLOCK_BOOTTIME on Linux, the steady clock elsewhere: a lease that ran out while the machine slept
// has run out.
class SystemClock final : public Clock {
 public:
  int64_t NowMs() const noexcept override;
};

// The system's clock, plus the time by which it was moved forward.
class MovableClock final : public Clock {
 public:
  int64_t NowMs() const noexcept override { return system_.NowMs() + moved_ms_; }
  // A clock never goes back: a negative `ms` moves nothing.
  void Advance(int64_t ms) noexcept { moved_ms_ += ms > 0 ? ms : 0; }

 private:
  SystemClock system_;
  int64_t moved_ms_ = 0;
};

}  // namespace onceonly

#endif  // ONCEONLY_BASE_CLOCK_H_
