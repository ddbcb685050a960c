// The byte stream over libuv: TCP, trying each address of the host in turn, or a unix socket.
#ifndef ONCEONLY_REDIS_UV_TRANSPORT_H_
#define ONCEONLY_REDIS_UV_TRANSPORT_H_

#include <uv.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "redis/address.h"
#include "redis/loop_handles.h"
#include "redis/name_lookup.h"
#include "redis/transport.h"
#include "redis/uv_socket.h"
#include "redis/uv_timer.h"

namespace onceonly::redis {

// For one client. `loop` and `handles` outlive the factory and all that comes of it. An address
// with `tls` set fails with kConnectFailed: TLS is another transport's work, and a password never
// goes out in the clear instead.
TransportFactory UvTransportFactory(uv_loop_t* loop, LoopHandles* handles, const Address& address);

class UvTransport final : public Transport, private UvSocketListener {
 public:
  // `lookup` serves one transport at a time.
  UvTransport(uv_loop_t* loop, LoopHandles* handles, Address address,
              std::shared_ptr<NameLookup> lookup);
  ~UvTransport() override;

  void Connect(TransportListener* listener) override;
  // In place of Connect(): tries these one after the other until one accepts.
  void ConnectToFirstOf(std::vector<sockaddr_storage> addresses, TransportListener* listener);
  void Write(std::string_view bytes) override { socket_->Write(bytes); }
  size_t unsent_bytes() const noexcept override { return socket_->unsent_bytes(); }
  void SetRef(bool ref) noexcept override { socket_->SetRef(ref); }

 private:
  void OnSocketConnect(Status outcome) noexcept override;
  void OnSocketBytes(std::string_view bytes) noexcept override;
  void OnSocketClosed(Status why) noexcept override;

  void OpenSocket();
  void ConnectUnix();
  void LookUp();
  void OnLookedUp(NameLookup::Answer answer);
  void TryNextAddress();
  void FailSoon(Status why);
  void OnTimer();

  uv_loop_t* loop_;
  LoopHandles* handles_;
  Address address_;
  std::shared_ptr<NameLookup> lookup_;
  TransportListener* listener_ = nullptr;
  std::vector<sockaddr_storage> addresses_;
  size_t next_address_ = 0;
  std::optional<UvSocket> socket_;
  std::optional<Status> failure_;  // to be told when the timer fires
  UvTimer timer_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_UV_TRANSPORT_H_
