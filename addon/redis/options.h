// How a client connects, whichever server it connects to.
#ifndef ONCEONLY_REDIS_OPTIONS_H_
#define ONCEONLY_REDIS_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "net/endpoint.h"
#include "redis/address.h"

namespace onceonly::redis {

// What every connection has in common, to whichever server it leads.
struct ConnectionOptions {
  Login login;
  int64_t connect_timeout_ms = 1000;  // 1 to 2,000, up to the last reply of the handshake
  int64_t command_timeout_ms =
      1000;  // how long a server may be silent that owes a reply; 1 or more
  std::string client_name = "onceonly";
  // The server was named by somebody who may be mistaken. One that says it is a replica is left at
  // once: in the handshake, or when it refuses a write.
  bool must_be_primary = false;
  // Commands sent on every new connection after AUTH, SELECT, CLIENT SETNAME and TIME, before any
  // request. Their error replies are ignored (SCRIPT LOAD may be forbidden by an ACL; EVAL then
  // does the work) unless an observer minds them.
  std::vector<std::vector<std::string>> setup;
};

// With every time inside its bounds: a connect request keeps the loop alive whatever its handle's
// reference says, so that it may take two seconds at most.
ConnectionOptions CheckedOptions(ConnectionOptions options);

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_OPTIONS_H_
