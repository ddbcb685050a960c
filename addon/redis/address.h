// Where a Redis server is and how to log in to it.
#ifndef ONCEONLY_REDIS_ADDRESS_H_
#define ONCEONLY_REDIS_ADDRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "net/endpoint.h"

namespace onceonly::redis {

struct Login {
  std::string username;  // empty: the default user
  std::string password;  // empty: no AUTH
  int32_t db = 0;
};

// The server of this machine, on the port of Redis.
inline const net::Endpoint kDefaultEndpoint{"127.0.0.1", 6379, {}, false};

struct Address {
  net::Endpoint endpoint = kDefaultEndpoint;
  Login login;
};

// redis://[[user]:password@]host[:port][/db], rediss:// (TLS),
// unix://[[user]:password@]/path/to.sock[?db=n], with percent-encoding as in RFC 3986 and IPv6
// addresses in brackets. kInvalidUrl otherwise.
Result<Address> ParseRedisUrl(std::string_view url);

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_ADDRESS_H_
