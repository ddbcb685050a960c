#include "redis/backoff.h"

#include <algorithm>
#include <chrono>

namespace onceonly::redis {

uint32_t Backoff::SeedOf(const void* owner) noexcept {
  const auto moment = std::chrono::steady_clock::now().time_since_epoch().count();
  return static_cast<uint32_t>(moment) ^ static_cast<uint32_t>(reinterpret_cast<uintptr_t>(owner));
}

int64_t Backoff::NextDelayMs() noexcept {
  const int64_t delay_ms = std::uniform_int_distribution<int64_t>(kFloorMs, ceiling_ms_)(random_);
  ceiling_ms_ = std::min(ceiling_ms_ * 2, kCapMs);
  return delay_ms;
}

int64_t Backoff::ProbeDelayMs() noexcept {
  return std::uniform_int_distribution<int64_t>(kProbeFloorMs, kCapMs)(random_);
}

int64_t Backoff::NewsDelayMs() noexcept {
  return std::uniform_int_distribution<int64_t>(kFloorMs, kFirstCeilingMs)(random_);
}

}  // namespace onceonly::redis
