// The questions to a server on every new connection, beside the scripts that it is taught.
#ifndef ONCEONLY_STORE_SERVER_CHECK_H_
#define ONCEONLY_STORE_SERVER_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "redis/key_slot.h"
#include "resp/reply.h"

namespace onceonly::store {

// As far as the server says; empty where it does not.
struct ServerFacts {
  std::string version;           // "7.0.15"
  std::string eviction_policy;   // "noeviction"
  std::string refused_commands;  // that the user may not call: "GETEX SET"
  std::string mode;              // "standalone", "cluster"
};

// The abilities of a server by plain commands. For everything else there is a script.
struct ServerTraits {
  bool inserts = true;  // SET with NX and GET together: Redis 7.0
  bool swaps = false;   // SET with IFEQ: Valkey 8.1, Redis 8.4
};

class ServerCheck final {
 public:
  // `prefix` of the keys that the check looks at. The others: see RedisStoreOptions.
  ServerCheck(std::string_view prefix, bool refuses_users, int64_t min_replicas = 0,
              int64_t wait_ms = 0);

  // The commands to send, all of which may fail.
  std::vector<std::vector<std::string>> Commands() const;
  // The one of them that looks at a key, in that slot, and its place among them. A node of a
  // cluster must be asked in a slot that it holds.
  std::vector<std::string> CommandIn(redis::KeySlot slot);
  static constexpr size_t kCheckIndex = 3;
  // Takes the reply to Commands()[index]. kNoPermission if the user lacks a right that the store
  // needs: an operation must not run if its result could not be stored. kSlotMoving or kClusterDown
  // if a node does not hold the slot that it was checked in. kNoReplicas if the server has fewer
  // replicas than are wanted.
  Status OnReply(size_t index, const resp::Reply& reply);

  // Whether the rights of the user are not known, because another node holds the key of the check.
  bool is_elsewhere() const noexcept { return is_elsewhere_; }
  // Whether `CommandIn` was told a slot.
  std::optional<redis::KeySlot> slot() const noexcept { return slot_; }
  const ServerFacts& facts() const noexcept { return facts_; }
  // By its version. If the server gives none, everything that a supported server can do is tried.
  const ServerTraits& traits() const noexcept { return traits_; }
  // A server that answers a syntax error says that it can not.
  void NoInserts() noexcept { traits_.inserts = false; }
  void NoSwaps() noexcept { traits_.swaps = false; }

 private:
  Status OnChecked(const resp::Reply& reply);

  const std::string prefix_;
  const bool refuses_users_;
  const int64_t min_replicas_;
  const int64_t wait_ms_;
  std::optional<redis::KeySlot> slot_;
  bool is_elsewhere_ = false;
  ServerFacts facts_;
  ServerTraits traits_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SERVER_CHECK_H_
