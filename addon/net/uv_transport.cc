#include "net/uv_transport.h"

#include <uv.h>

#include <utility>

namespace onceonly::net {
namespace {

// An address that does not answer must leave time for the next one. Node gives each as much.
constexpr int64_t kAddressTimeoutMs = 250;

}  // namespace

std::unique_ptr<Transport> UvConnector::TransportTo(const Endpoint& endpoint) {
  return std::make_unique<UvTransport>(loop_, endpoint, LookupOf(endpoint));
}

// A look-up that nobody listens to and no thread works on is of no use to a later transport.
std::shared_ptr<NameLookup> UvConnector::LookupOf(const Endpoint& endpoint) {
  std::erase_if(lookups_, [](const auto& entry) {
    return entry.second.use_count() == 1 && !entry.second->is_pending();
  });
  const HostAndPort place = {endpoint.host, endpoint.port};
  const auto [first, last] = lookups_.equal_range(place);
  for (auto entry = first; entry != last; ++entry) {
    if (entry->second.use_count() == 1) return entry->second;
  }
  auto lookup = std::make_shared<NameLookup>(loop_, endpoint.host, endpoint.port);
  return lookups_.emplace(place, std::move(lookup))->second;
}

UvTransport::UvTransport(EventLoop* loop, Endpoint endpoint, std::shared_ptr<NameLookup> lookup)
    : loop_(loop),
      endpoint_(std::move(endpoint)),
      lookup_(std::move(lookup)),
      timer_(loop, [this] { OnTimer(); }) {}

UvTransport::~UvTransport() { lookup_->Forget(); }

void UvTransport::Connect(TransportListener* listener) {
  listener_ = listener;
  if (endpoint_.tls) return FailSoon(StatusCode::kConnectFailed);
  if (!endpoint_.path.empty()) return ConnectUnix();
  std::vector<sockaddr_storage> addresses = ParseIp(endpoint_.host, endpoint_.port);
  addresses.empty() ? LookUp() : ConnectToFirstOf(std::move(addresses), listener);
}

void UvTransport::ConnectToFirstOf(std::vector<sockaddr_storage> addresses,
                                   TransportListener* listener) {
  listener_ = listener;
  addresses_ = std::move(addresses);
  TryNextAddress();
}

void UvTransport::OpenSocket() {
  SocketListener* const listener = this;
  socket_.emplace(loop_, listener);
}

void UvTransport::ConnectUnix() {
  OpenSocket();
  if (const Status status = socket_->ConnectUnix(endpoint_.path); !status.ok()) FailSoon(status);
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

}  // namespace onceonly::net
