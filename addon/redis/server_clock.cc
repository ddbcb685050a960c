#include "redis/server_clock.h"

#include <chrono>

namespace onceonly::redis {

int64_t ServerClock::ToServerMs(int64_t local_ms) const noexcept {
  if (offset_ms_) return local_ms + *offset_ms_;
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  const auto wall = system_clock::now().time_since_epoch();
  return duration_cast<milliseconds>(wall).count() + (local_ms - local_->NowMs());
}

}  // namespace onceonly::redis
