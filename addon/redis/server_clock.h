// The wall clock of a server, as far as its replies tell.
#ifndef ONCEONLY_REDIS_SERVER_CLOCK_H_
#define ONCEONLY_REDIS_SERVER_CLOCK_H_

#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace onceonly::redis {

// One per server. Server moments are milliseconds since 1970, local ones those of `local`.
class ServerClock {
 public:
  // `local` outlives it.
  explicit ServerClock(const Clock* local) noexcept : local_(local) {}

  // What is learned from now on came with a read at `local_ms`.
  void ReadAt(int64_t local_ms) noexcept { read_ms_ = local_ms; }
  // The server's clock stood at `server_ms` when it sent a reply of the last read. The estimate is
  // early by the time which that reply was on its way, and late by no more than the clocks drift.
  void Learn(int64_t server_ms) noexcept { offset_ms_ = server_ms - read_ms_; }

  // Whether the server has said what time it is.
  bool is_known() const noexcept { return offset_ms_.has_value(); }

  // The server's clock at a local moment. As long as nothing was learned, the wall clock of this
  // machine stands for it.
  int64_t ToServerMs(int64_t local_ms) const noexcept;

 private:
  const Clock* local_;
  int64_t read_ms_ = 0;
  std::optional<int64_t> offset_ms_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_SERVER_CLOCK_H_
