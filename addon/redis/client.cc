#include "redis/client.h"

#include <algorithm>
#include <utility>

#include "redis/client_impl.h"

namespace onceonly::redis {
namespace {

constexpr int64_t kMaxConnectTimeoutMs = 2000;

}  // namespace

ClientOptions CheckedOptions(ClientOptions options) {
  options.connect_timeout_ms =
      std::clamp<int64_t>(options.connect_timeout_ms, 1, kMaxConnectTimeoutMs);
  options.command_timeout_ms = std::max<int64_t>(options.command_timeout_ms, 1);
  return options;
}

Client::Client(uv_loop_t* loop, LoopHandles* handles, ClientOptions options,
               TransportFactory connect, ClientObserver* observer)
    : impl_(std::make_unique<Impl>(this, loop, handles, std::move(options), std::move(connect),
                                   observer)) {}

// While impl_ still stands: a failing request may call back into this client.
Client::~Client() { impl_->Close(); }

void Client::Send(OwnedRequest request, int64_t timeout_ms, WhenDown when_down) {
  impl_->Send(std::move(request), timeout_ms, when_down);
}

void Client::Close() { impl_->Close(); }

ClientState Client::state() const noexcept { return impl_->state(); }

Status Client::last_error() const noexcept { return impl_->last_error(); }

size_t Client::under_way() const noexcept { return impl_->under_way(); }

int64_t Client::ToServerMs(int64_t local_ms) const noexcept { return impl_->ToServerMs(local_ms); }

bool Client::knows_server_time() const noexcept { return impl_->knows_server_time(); }

void Client::LearnServerTime(int64_t server_now_ms) noexcept {
  impl_->LearnServerTime(server_now_ms);
}

}  // namespace onceonly::redis
