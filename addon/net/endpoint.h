// Where a server listens.
#ifndef ONCEONLY_NET_ENDPOINT_H_
#define ONCEONLY_NET_ENDPOINT_H_

#include <cstdint>
#include <string>

namespace onceonly::net {

struct Endpoint {
  // A name, or an IP address without brackets; not used when `path` is set.
  std::string host;
  uint16_t port = 0;
  std::string path;  // of a unix socket, or empty
  bool tls = false;

  bool operator==(const Endpoint&) const = default;
};

// Whether `text` is an IPv6 address, with or without a zone ("fe80::1%eth0").
bool IsIpv6(const std::string& text) noexcept;

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_ENDPOINT_H_
