#include "binding/node_transport.h"

#include <array>
#include <utility>

#include "binding/arguments.h"
#include "binding/environment.h"
#include "binding/pending_exception.h"

namespace onceonly::binding {

struct NodeTransportLink {
  NodeTransport* transport;
};

namespace {

StatusCode StatusFromName(std::string_view name) noexcept {
  for (int i = 0; i < kStatusCodeCount; ++i) {
    if (StatusName(static_cast<StatusCode>(i)) == name) return static_cast<StatusCode>(i);
  }
  return StatusCode::kConnectFailed;
}

// An async context lives as long as its store. It keeps no process alive by itself, which Jest asks
// for by this method.
Napi::Object QuietResource(Napi::Env env) {
  Napi::Object resource = Napi::Object::New(env);
  resource.Set("hasRef", Napi::Function::New(env, [](const Napi::CallbackInfo& info) {
                 return Napi::Boolean::New(info.Env(), false);
               }));
  return resource;
}

}  // namespace

NodeTransport::NodeTransport(Napi::Env env, std::shared_ptr<Opener> opener, net::Endpoint endpoint)
    : env_(env),
      opener_(std::move(opener)),
      endpoint_(std::move(endpoint)),
      link_(std::make_shared<NodeTransportLink>(NodeTransportLink{this})) {}

NodeTransport::~NodeTransport() {
  link_->transport = nullptr;
  const Napi::HandleScope scope(env_);
  CallSocket("destroy", nullptr);
}

void NodeTransport::Connect(net::TransportListener* listener) {
  listener_ = listener;
  const Napi::Env env = env_;
  const Napi::HandleScope scope(env);
  const auto opener = opener_;
  const auto link = link_;
  const std::array<napi_value, 2> arguments = {MakeEvents(), ShowEndpoint()};
  napi_value opened = nullptr;
  napi_make_callback(env, opener->context, env.Global(), opener->open.Value(), arguments.size(),
                     arguments.data(), &opened);
  ReportPendingException(env);
  if (opened == nullptr) return;
  const auto socket = Napi::Value(env, opened).As<Napi::Object>();
  if (link->transport == nullptr) {
    Call(env, *opener, socket, "destroy", nullptr);
  } else {
    socket_ = Napi::Persistent(socket);
  }
}

void NodeTransport::Write(std::string_view bytes) {
  if (direct_ != nullptr) return direct_->Write(bytes);
  const Napi::HandleScope scope(env_);
  const auto buffer = Napi::Buffer<char>::Copy(env_, bytes.data(), bytes.size());
  const auto link = link_;
  const Napi::Value unsent = CallSocket("write", buffer);
  if (link->transport == nullptr || unsent.IsEmpty()) return;
  unsent_bytes_ = static_cast<size_t>(ReadInteger(unsent));
}

void NodeTransport::SetRef(bool ref) noexcept {
  if (direct_ != nullptr) return direct_->SetRef(ref);
  const Napi::HandleScope scope(env_);
  CallSocket("setRef", Napi::Boolean::New(env_, ref));
}

void NodeTransport::OnConnected(std::string password) {
  password_ = std::move(password);
  listener_->OnConnected();
}

void NodeTransport::OnBytes(std::string_view bytes) { listener_->OnBytes(bytes); }

void NodeTransport::OnClosed(Status why) { listener_->OnClosed(why); }

Napi::Object NodeTransport::ShowEndpoint() const {
  auto shown = Napi::Object::New(env_);
  shown.Set("host", endpoint_.host);
  shown.Set("port", endpoint_.port);
  shown.Set("path", endpoint_.path);
  return shown;
}

void NodeTransport::LeadTo(const net::Endpoint& endpoint) {
  direct_ = opener_->direct.TransportTo(endpoint);
  direct_->Connect(listener_);
}

// The functions share the link: JavaScript may hold them longer than the transport lives.
Napi::Object NodeTransport::MakeEvents() {
  auto events = Napi::Object::New(env_);
  const auto add = [&](const char* name, auto run) {
    events.Set(name, Napi::Function::New(env_, [link = link_, run](const Napi::CallbackInfo& info) {
                 if (link->transport != nullptr) run(link->transport, info);
               }));
  };
  using Info = const Napi::CallbackInfo&;
  add("connected", [](NodeTransport* self, Info info) {
    self->OnConnected(std::string(BytesArgument(info[0]).view()));
  });
  add("leadTo", [](NodeTransport* self, Info info) {
    self->LeadTo({std::string(BytesArgument(info[0]).view()),
                  static_cast<uint16_t>(ReadInteger(info[1])),
                  {},
                  false});
  });
  add("bytes",
      [](NodeTransport* self, Info info) { self->OnBytes(BytesArgument(info[0]).view()); });
  add("password", [](NodeTransport* self, Info info) {
    self->listener_->OnPassword(BytesArgument(info[0]).view());
  });
  add("drained", [](NodeTransport* self, Info) { self->OnDrained(); });
  add("closed",
      [](NodeTransport* self, Info info) { self->OnClosed(StatusFromName(ReadAscii(info[0]))); });
  return events;
}

Napi::Value NodeTransport::CallSocket(const char* method, napi_value argument) {
  if (socket_.IsEmpty()) return {};
  const auto opener = opener_;
  return Call(env_, *opener, socket_.Value(), method, argument);
}

// Runs from the loop as well as from inside JavaScript. Node recognises a nested callback scope.
// When the outermost one ends, Node runs the callbacks of its turn, which may destroy the transport
// that made the call. So nothing of the transport is used here, and callers check before they go
// on.
Napi::Value NodeTransport::Call(Napi::Env env, const Opener& opener, Napi::Object socket,
                                const char* method, napi_value argument) {
  napi_value result = nullptr;
  napi_make_callback(env, opener.context, socket, socket.Get(method), argument == nullptr ? 0 : 1,
                     &argument, &result);
  ReportPendingException(env);
  return {env, result};
}

NodeConnector::NodeConnector(Napi::Env env, Napi::Function open)
    : env_(env),
      opener_(std::make_shared<NodeTransport::Opener>(NodeTransport::Opener{
          Napi::Persistent(open), Napi::AsyncContext(env, "onceonly:socket", QuietResource(env)),
          net::UvConnector(Environment::Of(env).loop())})) {}

std::unique_ptr<net::Transport> NodeConnector::TransportTo(const net::Endpoint& endpoint) {
  return std::make_unique<NodeTransport>(env_, opener_, endpoint);
}

}  // namespace onceonly::binding
