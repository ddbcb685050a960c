// When a client of a cluster asks for the slot map.
#ifndef ONCEONLY_REDIS_MAP_REFRESH_H_
#define ONCEONLY_REDIS_MAP_REFRESH_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>

#include "base/clock.h"

namespace onceonly::redis {

// One attempt at a time. Two are at least kApartMs apart after a redirect, and kBrokenMs, give or
// take a half, while a node is out of reach. After kLongMs of that they are kLongBrokenMs apart:
// many processes ask the nodes that are left. A map that is used is asked for again after
// kPeriodMs, give or take a half. How much is given or taken is drawn once for each attempt: many
// draws, of which the earliest counts, made 245 attempts in the first minute of an outage, and
// now there are 110.
class MapRefresh {
 public:
  explicit MapRefresh(uint32_t seed) noexcept : random_(seed), share_(Draw()) {}

  // A node has said that the map is wrong.
  void OnRedirect(int64_t now_ms) noexcept { Want(last_ms_ + kApartMs, now_ms); }
  // A node is out of reach, or nobody has given a map. More nodes are asked by more processes.
  void OnBroken(int64_t now_ms, size_t nodes = 0) noexcept {
    if (now_ms - last_broken_ms_ > kForgetMs) first_broken_ms_ = now_ms;
    last_broken_ms_ = now_ms;
    const bool is_long = now_ms - first_broken_ms_ > kLongMs;
    const int64_t apart_ms = AboutMs(is_long ? kLongBrokenMs : kBrokenMs);
    Want(last_ms_ + apart_ms + apart_ms * static_cast<int64_t>(nodes) / kManyNodes, now_ms);
  }
  // A question has used the map. True for the first one since the last attempt, which sets DueMs().
  bool OnUse() noexcept { return !std::exchange(is_used_, true); }

  void Begin(int64_t now_ms) noexcept {
    share_ = Draw();
    is_under_way_ = true;
    last_ms_ = now_ms;
    due_ms_ = kNever;
  }
  void End(int64_t now_ms) noexcept {
    is_under_way_ = false;
    is_used_ = false;
    period_ends_ms_ = now_ms + AboutMs(kPeriodMs);
  }

  bool is_under_way() const noexcept { return is_under_way_; }
  // The moment of the next attempt; kNever for none.
  int64_t DueMs() const noexcept {
    if (is_under_way_) return kNever;
    return is_used_ ? std::min(due_ms_, period_ends_ms_) : due_ms_;
  }

  static constexpr int64_t kApartMs = 1000;
  static constexpr int64_t kBrokenMs = 250;
  static constexpr int64_t kLongBrokenMs = 2000;
  static constexpr int64_t kLongMs = 25'000;
  static constexpr int64_t kForgetMs = 5000;
  static constexpr int64_t kPeriodMs = 60'000;
  static constexpr int64_t kManyNodes = 50;

 private:
  // What comes while an attempt is under way is answered by it.
  void Want(int64_t at_ms, int64_t now_ms) noexcept {
    if (!is_under_way_) due_ms_ = std::min(due_ms_, std::max(at_ms, now_ms));
  }
  int64_t AboutMs(int64_t ms) const noexcept { return ms * share_ / 100; }
  int64_t Draw() noexcept { return std::uniform_int_distribution<int64_t>(50, 150)(random_); }

  std::minstd_rand random_;
  int64_t share_;  // in percent
  bool is_under_way_ = false;
  bool is_used_ = false;
  int64_t last_ms_ = -kPeriodMs;  // of the last attempt
  int64_t due_ms_ = kNever;
  int64_t period_ends_ms_ = kNever;
  int64_t first_broken_ms_ = 0;
  int64_t last_broken_ms_ = -kPeriodMs;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_MAP_REFRESH_H_
