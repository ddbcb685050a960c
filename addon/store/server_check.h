// What is asked of a server on every new connection, beside the scripts that it is taught.
#ifndef ONCEONLY_STORE_SERVER_CHECK_H_
#define ONCEONLY_STORE_SERVER_CHECK_H_

#include <string>
#include <string_view>
#include <vector>

#include "redis/reply.h"
#include "store/scripts.h"

namespace onceonly::store {

// As far as the server says; empty where it does not.
struct ServerFacts {
  std::string version;           // "7.0.15"
  std::string eviction_policy;   // "noeviction"
  std::string refused_commands;  // that the user may not call: "PEXPIRE SET"
};

class ServerCheck final {
 public:
  // `prefix` of the keys that the check looks at.
  explicit ServerCheck(std::string_view prefix);

  // The commands to send, all of which may fail.
  std::vector<std::vector<std::string>> Commands() const;
  // The reply to Commands()[index]. kNoPermission where the user lacks what a script needs: an
  // operation must not run whose result could not be stored.
  Status OnReply(size_t index, const redis::Reply& reply);

  const ServerFacts& facts() const noexcept { return facts_; }

 private:
  const std::string prefix_;
  ServerFacts facts_;
};

// Its text; no verb, so not among the ScriptSources().
std::string_view CheckScript() noexcept;

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SERVER_CHECK_H_
