// A byte stream to one server. Two kinds exist: a stream of libuv (uv_transport.h) and, for TLS,
// one piped through Node's own socket.
#ifndef ONCEONLY_NET_TRANSPORT_H_
#define ONCEONLY_NET_TRANSPORT_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/status.h"
#include "net/endpoint.h"

namespace onceonly::net {

// What a transport tells its owner. Each runs from the event loop, never from inside a call of the
// owner, and each may destroy the transport.
class TransportListener {
 public:
  virtual ~TransportListener() = default;
  virtual void OnConnected() noexcept = 0;
  // `bytes` is valid during the call only.
  virtual void OnBytes(std::string_view bytes) noexcept = 0;
  // The password of the open stream will not do for long; this one will.
  virtual void OnPassword(std::string_view /*password*/) noexcept {}
  // The stream ended or could not be opened; nothing follows.
  virtual void OnClosed(Status why) noexcept = 0;
};

// One attempt to connect and the stream that comes of it. Used once. Destruction closes it: the
// listener hears nothing more, and what the operating system still holds is let go in the
// background.
class Transport {
 public:
  virtual ~Transport() = default;
  // REQUIRES: not called before. `listener` outlives the transport.
  virtual void Connect(TransportListener* listener) = 0;
  // Sends all of `bytes` in one write; keeps what it cannot send at once. REQUIRES: connected.
  virtual void Write(std::string_view bytes) = 0;
  // Bytes given to Write() that the operating system has not taken yet.
  virtual size_t unsent_bytes() const noexcept = 0;
  // A password that was asked for while connecting, to be used instead of the configured one; empty
  // for none.
  virtual std::string_view password() const noexcept { return {}; }
  // Whether the open stream keeps the event loop alive.
  virtual void SetRef(bool ref) noexcept = 0;
};

// Makes the transports of a client, each to the endpoint that it is told.
class Connector {
 public:
  virtual ~Connector() = default;
  // Nothing happens before Transport::Connect. The transport may outlive the connector.
  virtual std::unique_ptr<Transport> TransportTo(const Endpoint& endpoint) = 0;
};

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_TRANSPORT_H_
