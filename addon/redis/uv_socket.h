// Owner of one libuv stream to a server: a TCP or a unix socket, used for one attempt to connect.
#ifndef ONCEONLY_REDIS_UV_SOCKET_H_
#define ONCEONLY_REDIS_UV_SOCKET_H_

#include <uv.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"
#include "redis/loop_handles.h"

namespace onceonly::redis {

// Called from the loop. Each may destroy the socket.
class UvSocketListener {
 public:
  virtual ~UvSocketListener() = default;
  virtual void OnSocketConnect(Status outcome) noexcept = 0;
  virtual void OnSocketBytes(std::string_view bytes) noexcept = 0;
  virtual void OnSocketClosed(Status why) noexcept = 0;
};

class UvSocket {
 public:
  UvSocket(uv_loop_t* loop, LoopHandles* handles, UvSocketListener* listener);
  ~UvSocket();
  UvSocket(const UvSocket&) = delete;
  UvSocket& operator=(const UvSocket&) = delete;

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

  uv_loop_t* loop_;
  LoopHandles* handles_;
  UvSocketListener* listener_;
  State* state_ = nullptr;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_UV_SOCKET_H_
