// The byte stream over libuv: TCP, trying each address of the host in turn, or a unix socket.
#ifndef ONCEONLY_NET_UV_TRANSPORT_H_
#define ONCEONLY_NET_UV_TRANSPORT_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/endpoint.h"
#include "net/event_loop.h"
#include "net/name_lookup.h"
#include "net/socket.h"
#include "net/timer.h"
#include "net/transport.h"

namespace onceonly::net {

// An endpoint with `tls` set fails with kConnectFailed: TLS is another transport's work, and a
// password never goes out in the clear instead.
class UvConnector final : public Connector {
 public:
  // `loop` outlives it and all that comes of it.
  explicit UvConnector(EventLoop* loop) : loop_(loop) {}

  std::unique_ptr<Transport> TransportTo(const Endpoint& endpoint) override;

 private:
  using HostAndPort = std::pair<std::string, uint16_t>;

  // One that no other transport uses.
  std::shared_ptr<NameLookup> LookupOf(const Endpoint& endpoint);

  EventLoop* loop_;
  std::multimap<HostAndPort, std::shared_ptr<NameLookup>> lookups_;
};

class UvTransport final : public Transport, private SocketListener {
 public:
  // `lookup` serves one transport at a time.
  UvTransport(EventLoop* loop, Endpoint endpoint, std::shared_ptr<NameLookup> lookup);
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

  EventLoop* loop_;
  const Endpoint endpoint_;
  std::shared_ptr<NameLookup> lookup_;
  TransportListener* listener_ = nullptr;
  std::vector<sockaddr_storage> addresses_;
  size_t next_address_ = 0;
  std::optional<Socket> socket_;
  std::optional<Status> failure_;  // to be told when the timer fires
  Timer timer_;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_UV_TRANSPORT_H_
