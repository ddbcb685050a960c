// The server's wall clock, as far as its replies tell.
#ifndef ONCEONLY_REDIS_SERVER_CLOCK_H_
#define ONCEONLY_REDIS_SERVER_CLOCK_H_

#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace onceonly::redis {

class ServerClock {
 public:
  // The server's clock stood at `server_ms` when it sent the reply that arrived at `local_ms`,
  // which is later: the estimate is early by the reply's way.
  void Learn(int64_t server_ms, int64_t local_ms) noexcept { offset_ms_ = server_ms - local_ms; }

  bool is_known() const noexcept { return offset_ms_.has_value(); }

  // Takes the two wall clocks for equal as long as nothing was learned; asks `local` only then.
  int64_t ToServerMs(int64_t local_ms, const Clock& local) const noexcept;

 private:
  std::optional<int64_t> offset_ms_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_SERVER_CLOCK_H_
