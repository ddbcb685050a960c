// How long to wait before the next attempt to connect.
#ifndef ONCEONLY_REDIS_BACKOFF_H_
#define ONCEONLY_REDIS_BACKOFF_H_

#include <cstdint>
#include <random>

namespace onceonly::redis {

// Doubles a ceiling from 50 ms to 1 s and picks a random delay of at least 10 ms below it ("full
// jitter"), so that the processes that lost one server do not all come back at the same moment.
class Backoff {
 public:
  // Another for every owner and moment.
  static uint32_t SeedOf(const void* owner) noexcept;
  explicit Backoff(uint32_t seed) noexcept : random_(seed) {}

  int64_t NextDelayMs() noexcept;
  // Between two probes of a server that is known to be out of reach.
  int64_t ProbeDelayMs() noexcept;
  // After news that many processes hear at the same moment. Does not count as a failure.
  int64_t NewsDelayMs() noexcept;
  void Reset() noexcept { ceiling_ms_ = kFirstCeilingMs; }

  static constexpr int64_t kFloorMs = 10;
  static constexpr int64_t kFirstCeilingMs = 50;
  static constexpr int64_t kCapMs = 1000;
  static constexpr int64_t kProbeFloorMs = 750;

 private:
  int64_t ceiling_ms_ = kFirstCeilingMs;
  std::minstd_rand random_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_BACKOFF_H_
