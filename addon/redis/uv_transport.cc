#include "redis/uv_transport.h"

#include <utility>

namespace onceonly::redis {
namespace {

// An address that does not answer must leave time for the next one. Node gives each as much.
constexpr int64_t kAddressTimeoutMs = 250;

}  // namespace

TransportFactory UvTransportFactory(uv_loop_t* loop, LoopHandles* handles, const Address& address) {
  auto lookup = std::make_shared<NameLookup>(loop, handles, address.host, address.port);
  return [loop, handles, address, lookup] {
    return std::make_unique<UvTransport>(loop, handles, address, lookup);
  };
}

UvTransport::UvTransport(uv_loop_t* loop, LoopHandles* handles, Address address,
                         std::shared_ptr<NameLookup> lookup)
    : loop_(loop),
      handles_(handles),
      address_(std::move(address)),
      lookup_(std::move(lookup)),
      timer_(loop, handles, [this] { OnTimer(); }) {}

UvTransport::~UvTransport() { lookup_->Forget(); }

void UvTransport::Connect(TransportListener* listener) {
  listener_ = listener;
  if (address_.tls) return FailSoon(StatusCode::kConnectFailed);
  if (!address_.path.empty()) return ConnectUnix();
  std::vector<sockaddr_storage> addresses = ParseIp(address_.host, address_.port);
  addresses.empty() ? LookUp() : ConnectToFirstOf(std::move(addresses), listener);
}

void UvTransport::ConnectToFirstOf(std::vector<sockaddr_storage> addresses,
                                   TransportListener* listener) {
  listener_ = listener;
  addresses_ = std::move(addresses);
  TryNextAddress();
}

void UvTransport::OpenSocket() {
  UvSocketListener* const listener = this;
  socket_.emplace(loop_, handles_, listener);
}

void UvTransport::ConnectUnix() {
  OpenSocket();
  if (const Status status = socket_->ConnectUnix(address_.path); !status.ok()) FailSoon(status);
}

void UvTransport::LookUp() {
  const Status started =
      lookup_->Start([this](NameLookup::Answer answer) { OnLookedUp(std::move(answer)); });
  if (!started.ok()) FailSoon(started);
}

void UvTransport::OnLookedUp(NameLookup::Answer answer) {
  if (!answer.ok()) return FailSoon(answer.status());
  ConnectToFirstOf(std::move(answer).value(), listener_);
}

void UvTransport::TryNextAddress() {
  timer_.Stop();
  Status last = StatusCode::kConnectFailed;
  while (next_address_ < addresses_.size()) {
    const sockaddr_storage& address = addresses_[next_address_++];
    OpenSocket();
    last = socket_->ConnectTcp(reinterpret_cast<const sockaddr*>(&address));
    if (!last.ok()) continue;
    if (next_address_ < addresses_.size()) timer_.StartIn(kAddressTimeoutMs);
    return;
  }
  FailSoon(last);
}

// From the timer, since Connect() may not call its caller back.
void UvTransport::FailSoon(Status why) {
  failure_ = why;
  timer_.StartIn(0);
}

void UvTransport::OnTimer() {
  if (!failure_) return TryNextAddress();
  listener_->OnClosed(*failure_);
}

void UvTransport::OnSocketConnect(Status outcome) noexcept {
  if (outcome.ok()) outcome = socket_->StartReading();
  if (!outcome.ok())
    return next_address_ < addresses_.size() ? TryNextAddress() : FailSoon(outcome);
  timer_.Stop();
  listener_->OnConnected();
}

void UvTransport::OnSocketBytes(std::string_view bytes) noexcept { listener_->OnBytes(bytes); }

void UvTransport::OnSocketClosed(Status why) noexcept {
  if (failure_) return;  // The other direction of the stream has told already.
  failure_ = why;
  listener_->OnClosed(why);
}

}  // namespace onceonly::redis
