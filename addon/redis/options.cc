#include "redis/options.h"

#include <algorithm>

namespace onceonly::redis {
namespace {

constexpr int64_t kMaxConnectTimeoutMs = 2000;

}  // namespace

ConnectionOptions CheckedOptions(ConnectionOptions options) {
  options.connect_timeout_ms =
      std::clamp<int64_t>(options.connect_timeout_ms, 1, kMaxConnectTimeoutMs);
  options.command_timeout_ms = std::max<int64_t>(options.command_timeout_ms, 1);
  return options;
}

}  // namespace onceonly::redis
