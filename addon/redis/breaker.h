// Tells when a server is known to be out of reach, so that callers need not wait to learn it.
#ifndef ONCEONLY_REDIS_BREAKER_H_
#define ONCEONLY_REDIS_BREAKER_H_

#include <cstdint>

namespace onceonly::redis {

// Open: the server is down. It opens when attempts have failed for over a second, more than once,
// or when the server has refused this client. It closes at the first good handshake.
class Breaker {
 public:
  void OnFailure(int64_t now_ms) noexcept {
    if (failures_++ == 0) first_ms_ = now_ms;
    if (failures_ > 1 && now_ms - first_ms_ >= kPatienceMs) is_open_ = true;
  }
  void OnRefusal() noexcept {
    ++failures_;
    is_open_ = true;
  }
  void Reset() noexcept {
    failures_ = 0;
    is_open_ = false;
  }

  bool is_open() const noexcept { return is_open_; }
  // No connection has failed since the last good one.
  bool is_calm() const noexcept { return failures_ == 0; }

  // Less than a restart takes that requests should wait out, and less than their usual budget.
  static constexpr int64_t kPatienceMs = 1000;

 private:
  int64_t failures_ = 0;
  int64_t first_ms_ = 0;
  bool is_open_ = false;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_BREAKER_H_
