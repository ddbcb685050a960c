// Owner of one libuv stream to a server: a TCP or a unix socket, used for one attempt to connect.
#ifndef ONCEONLY_NET_SOCKET_H_
#define ONCEONLY_NET_SOCKET_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"
#include "net/event_loop.h"

struct sockaddr;

namespace onceonly::net {

// Called from the loop. Each may destroy the socket.
class SocketListener {
 public:
  virtual ~SocketListener() = default;
  virtual void OnSocketConnect(Status outcome) noexcept = 0;
  virtual void OnSocketBytes(std::string_view bytes) noexcept = 0;
  virtual void OnSocketClosed(Status why) noexcept = 0;
};

class Socket {
 public:
  Socket(EventLoop* loop, SocketListener* listener);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  // One of the two, once. An error that comes back here is the outcome; OnSocketConnect does not
  // follow then.
  Status ConnectTcp(const sockaddr* address);
  Status ConnectUnix(const std::string& path);

  // REQUIRES: connected, for the rest. A failed write is told by OnSocketClosed.
  Status StartReading();
  void Write(std::string_view bytes);
  size_t unsent_bytes() const noexcept;
  void SetRef(bool ref) noexcept;

 private:
  struct State;

  EventLoop* loop_;
  SocketListener* listener_;
  State* state_ = nullptr;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_SOCKET_H_
