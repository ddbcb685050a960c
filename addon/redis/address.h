// Where a Redis server is and how to log in to it.
#ifndef ONCEONLY_REDIS_ADDRESS_H_
#define ONCEONLY_REDIS_ADDRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"

namespace onceonly::redis {

struct Address {
  // A name, or an IP address without brackets; not used when path is set.
  std::string host = "127.0.0.1";
  uint16_t port = 6379;
  std::string path;      // of a unix socket, or empty
  std::string username;  // empty: the default user
  std::string password;  // empty: no AUTH
  int32_t db = 0;
  bool tls = false;
};

// redis://[[user]:password@]host[:port][/db], rediss:// (TLS),
// unix://[[user]:password@]/path/to.sock[?db=n], with percent-encoding as in RFC 3986 and IPv6
// addresses in brackets. kInvalidUrl otherwise.
Result<Address> ParseRedisUrl(std::string_view url);

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_ADDRESS_H_
