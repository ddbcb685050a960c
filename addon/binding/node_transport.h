// The byte stream through a socket of Node's own: TLS, with Node's roots, settings and security
// fixes, and any address whose password is asked for at connect. And one whose address JavaScript
// finds.
#ifndef ONCEONLY_BINDING_NODE_TRANSPORT_H_
#define ONCEONLY_BINDING_NODE_TRANSPORT_H_

#include <napi.h>

#include <memory>
#include <string>
#include <utility>

#include "net/endpoint.h"
#include "net/transport.h"
#include "net/uv_transport.h"

namespace onceonly::binding {

// JavaScript's handle of a transport. It outlives the transport and then does nothing.
struct NodeTransportLink;

// `open` is a JavaScript function that is called once per connection with an object of six
// functions, and `{ host, port, path }` of the server. It calls `connected(password)`, then any of
// `bytes(buffer)`, `drained()` and `password(text)`, and at the end `closed(statusName)`, but never
// from inside `open`. In place of the first four it may call `leadTo(host, port)`: a stream of
// libuv takes over. It returns `{ write(buffer) -> bytes not yet taken, setRef(boolean), destroy()
// }`.
class NodeTransport final : public net::Transport {
 public:
  // Shared by all transports of one store.
  struct Opener {
    Napi::FunctionReference open;
    Napi::AsyncContext context;
    net::UvConnector direct;
  };

  NodeTransport(Napi::Env env, std::shared_ptr<Opener> opener, net::Endpoint endpoint);
  ~NodeTransport() override;

  void Connect(net::TransportListener* listener) override;
  void Write(std::string_view bytes) override;
  size_t unsent_bytes() const noexcept override {
    return direct_ == nullptr ? unsent_bytes_ : direct_->unsent_bytes();
  }
  void SetRef(bool ref) noexcept override;
  std::string_view password() const noexcept override { return password_; }

 private:
  friend struct NodeTransportLink;

  void OnConnected(std::string password);
  void OnBytes(std::string_view bytes);
  void OnDrained() { unsent_bytes_ = 0; }
  void OnClosed(Status why);
  void LeadTo(const net::Endpoint& endpoint);
  Napi::Object MakeEvents();
  Napi::Object ShowEndpoint() const;
  Napi::Value CallSocket(const char* method, napi_value argument);
  static Napi::Value Call(Napi::Env env, const Opener& opener, Napi::Object socket,
                          const char* method, napi_value argument);

  Napi::Env env_;
  std::shared_ptr<Opener> opener_;
  const net::Endpoint endpoint_;
  Napi::ObjectReference socket_;
  std::shared_ptr<NodeTransportLink> link_;
  net::TransportListener* listener_ = nullptr;
  std::unique_ptr<net::Transport> direct_;  // where JavaScript has found the address only
  std::string password_;
  size_t unsent_bytes_ = 0;
};

// `open` as above.
class NodeConnector final : public net::Connector {
 public:
  // REQUIRES: called from JavaScript.
  NodeConnector(Napi::Env env, Napi::Function open);

  std::unique_ptr<net::Transport> TransportTo(const net::Endpoint& endpoint) override;

 private:
  const Napi::Env env_;
  const std::shared_ptr<NodeTransport::Opener> opener_;
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_NODE_TRANSPORT_H_
