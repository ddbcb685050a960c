// Tells when a server has refused writes for so long that another one probably holds its name by
// now.
#ifndef ONCEONLY_REDIS_DEMOTION_H_
#define ONCEONLY_REDIS_DEMOTION_H_

#include <cstdint>

#include "base/status.h"

namespace onceonly::redis {

// After a failover behind a DNS name the old connection leads to a replica, which answers reads as
// ever. So a good reply in between proves nothing; only a pause without refusals ends a streak.
class Demotion {
 public:
  explicit Demotion(int64_t patience_ms) noexcept : patience_ms_(patience_ms) {}

  // REQUIRES: `error` is an error of the server. True when READONLY or MASTERDOWN have come for
  // over a second.
  bool OnError(StatusCode error, int64_t now_ms) noexcept {
    if (error != StatusCode::kReadOnly && error != StatusCode::kMasterDown) return false;
    if (!in_streak_ || now_ms - last_ms_ > kPauseMs) first_ms_ = now_ms;
    in_streak_ = true;
    last_ms_ = now_ms;
    return now_ms - first_ms_ >= patience_ms_;
  }
  // For a new connection.
  void Reset() noexcept { in_streak_ = false; }

  static constexpr int64_t kPatienceMs = 1000;
  static constexpr int64_t kPauseMs = 5000;

 private:
  const int64_t patience_ms_;
  bool in_streak_ = false;
  int64_t first_ms_ = 0;
  int64_t last_ms_ = 0;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_DEMOTION_H_
