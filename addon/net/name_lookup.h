// Finds the addresses of a host name, one look-up at a time.
#ifndef ONCEONLY_NET_NAME_LOOKUP_H_
#define ONCEONLY_NET_NAME_LOOKUP_H_

#include <uv.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/status.h"
#include "net/event_loop.h"

namespace onceonly::net {

// libuv cannot stop a look-up that a thread has begun, and a resolver that gets no answer holds its
// thread for many seconds. So a look-up that nobody listens to any more is taken over by the next
// caller instead of starting another.
class NameLookup {
 public:
  // At least one address when ok.
  using Answer = Result<std::vector<sockaddr_storage>>;

  NameLookup(EventLoop* loop, std::string host, uint16_t port);
  ~NameLookup();
  NameLookup(const NameLookup&) = delete;
  NameLookup& operator=(const NameLookup&) = delete;

  // Whether a look-up is under way, with or without a listener.
  bool is_pending() const noexcept { return pending_ != nullptr; }

  // `on_answer` runs from the loop, once, unless Forget() comes first or an error is returned.
  Status Start(std::function<void(Answer)> on_answer);
  void Forget() noexcept;

 private:
  struct Pending;
  static void OnResolved(uv_getaddrinfo_t* request, int status, addrinfo* list) noexcept;

  EventLoop* loop_;
  std::string host_;
  uint16_t port_;
  Pending* pending_ = nullptr;
  std::function<void(Answer)> on_answer_;
};

// The address that `host` spells, or none if it is a name.
std::vector<sockaddr_storage> ParseIp(const std::string& host, uint16_t port);

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_NAME_LOOKUP_H_
