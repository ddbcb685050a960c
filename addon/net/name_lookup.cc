#include "net/name_lookup.h"

#include <cstring>
#include <memory>
#include <utility>

#include "net/uv_error.h"

namespace onceonly::net {
namespace {

constexpr size_t kMaxAddresses = 8;

sockaddr_storage CopyOf(const sockaddr* address, size_t size) noexcept {
  sockaddr_storage copy{};
  std::memcpy(&copy, address, size);
  return copy;
}

std::vector<sockaddr_storage> AddressesOf(const addrinfo* list) {
  std::vector<sockaddr_storage> addresses;
  for (; list != nullptr && addresses.size() < kMaxAddresses; list = list->ai_next) {
    addresses.push_back(CopyOf(list->ai_addr, list->ai_addrlen));
  }
  return addresses;
}

NameLookup::Answer AnswerOf(std::vector<sockaddr_storage> addresses) {
  if (addresses.empty()) return StatusCode::kLookupFailed;
  return addresses;
}

}  // namespace

// Owned by libuv while the request is under way; `owner` is null once the owner is gone.
struct NameLookup::Pending {
  uv_getaddrinfo_t request{};
  EventLoop* loop = nullptr;
  NameLookup* owner = nullptr;
};

std::vector<sockaddr_storage> ParseIp(const std::string& host, uint16_t port) {
  sockaddr_in v4{};
  if (uv_ip4_addr(host.c_str(), port, &v4) == 0) {
    return {CopyOf(reinterpret_cast<const sockaddr*>(&v4), sizeof v4)};
  }
  sockaddr_in6 v6{};
  if (uv_ip6_addr(host.c_str(), port, &v6) == 0) {
    return {CopyOf(reinterpret_cast<const sockaddr*>(&v6), sizeof v6)};
  }
  return {};
}

NameLookup::NameLookup(EventLoop* loop, std::string host, uint16_t port)
    : loop_(loop), host_(std::move(host)), port_(port) {}

NameLookup::~NameLookup() {
  Forget();
  if (pending_ != nullptr) pending_->owner = nullptr;
}

Status NameLookup::Start(std::function<void(Answer)> on_answer) {
  on_answer_ = std::move(on_answer);
  if (pending_ != nullptr) return Status();
  auto pending = std::make_unique<Pending>();
  pending->request.data = pending.get();
  pending->loop = loop_;
  pending->owner = this;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  const int error = uv_getaddrinfo(loop_->get(), &pending->request, &OnResolved, host_.c_str(),
                                   std::to_string(port_).c_str(), &hints);
  if (error != 0) return StatusCode::kLookupFailed;
  loop_->Add();
  pending_ = pending.release();
  return Status();
}

void NameLookup::Forget() noexcept {
  on_answer_ = nullptr;
  if (pending_ == nullptr) return;
  const bool cancelled = uv_cancel(reinterpret_cast<uv_req_t*>(&pending_->request)) == 0;
  if (cancelled) std::exchange(pending_, nullptr)->owner = nullptr;
}

void NameLookup::OnResolved(uv_getaddrinfo_t* request, int status, addrinfo* list) noexcept {
  const std::unique_ptr<Pending> pending(static_cast<Pending*>(request->data));
  std::vector<sockaddr_storage> addresses;
  if (status == 0) addresses = AddressesOf(list);
  uv_freeaddrinfo(list);
  if (pending->owner != nullptr) {
    pending->owner->pending_ = nullptr;
    const auto on_answer = std::exchange(pending->owner->on_answer_, nullptr);
    if (on_answer) on_answer(AnswerOf(std::move(addresses)));
  }
  pending->loop->Remove();
}

}  // namespace onceonly::net
