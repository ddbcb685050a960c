// Tells when a node has answered CLUSTERDOWN for so long that callers need not wait to hear it
// again.
#ifndef ONCEONLY_STORE_OUTAGE_H_
#define ONCEONLY_STORE_OUTAGE_H_

#include <cstdint>

#include "base/clock.h"
#include "redis/backoff.h"

namespace onceonly::store {

// A node that is up may be of no use: it has lost most of its cluster, or a part of the slots has
// no primary. Its connection stays, so that no reply is lost. The outage lasts from the second in
// which nothing but CLUSTERDOWN came until the first other answer. One question is let through
// every 0.75 to 1 s, and one when the map has changed.
class Outage {
 public:
  explicit Outage(uint32_t seed) noexcept : backoff_(seed) {}

  // A question was answered by CLUSTERDOWN.
  void OnDown(int64_t now_ms) noexcept {
    if (now_ms - last_ms_ > kPauseMs) OnAnswer();
    if (first_ms_ == kNever) first_ms_ = now_ms;
    last_ms_ = now_ms;
    if (is_on() || now_ms - first_ms_ < kPatienceMs) return;
    next_ms_ = now_ms + backoff_.ProbeDelayMs();
  }
  // A question was answered by the record, or redirected.
  void OnAnswer() noexcept { first_ms_ = next_ms_ = kNever; }
  // The map has changed.
  void OnNews() noexcept {
    if (is_on()) next_ms_ = 0;
  }

  bool is_on() const noexcept { return next_ms_ != kNever; }
  // Whether a question may go to the node, which counts as the one that is let through.
  bool LetsThrough(int64_t now_ms) noexcept {
    if (now_ms < next_ms_ && is_on()) return false;
    if (is_on()) next_ms_ = now_ms + backoff_.ProbeDelayMs();
    return true;
  }

  static constexpr int64_t kPatienceMs = 1000;
  // Without questions nothing is known any more.
  static constexpr int64_t kPauseMs = 5000;

 private:
  redis::Backoff backoff_;
  int64_t first_ms_ = kNever;
  int64_t last_ms_ = -kPauseMs;
  int64_t next_ms_ = kNever;  // when the next question is let through; kNever while all are
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_OUTAGE_H_
