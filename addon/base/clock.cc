#include "base/clock.h"

#include <chrono>
#include <ctime>

namespace onceonly {

int64_t SystemClock::NowMs() const noexcept {
#ifdef CLOCK_BOOTTIME
  timespec time{};
  if (clock_gettime(CLOCK_BOOTTIME, &time) == 0) {
    return int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
  }
#endif
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::steady_clock;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace onceonly
