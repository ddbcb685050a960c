#include "net/endpoint.h"

#include <uv.h>

namespace onceonly::net {

// uv_ip6_addr() would read only the first 39 characters of what stands before a zone.
bool IsIpv6(const std::string& text) noexcept {
  in6_addr unused{};
  return uv_inet_pton(AF_INET6, text.c_str(), &unused) == 0;
}

}  // namespace onceonly::net
