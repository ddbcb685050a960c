#include "redis/client.h"

#include <utility>

#include "redis/client_impl.h"

namespace onceonly::redis {
Client::Client(net::EventLoop* loop, ClientOptions options,
               std::unique_ptr<net::Connector> connector, ClientObserver* observer)
    : impl_(
          std::make_unique<Impl>(this, loop, std::move(options), std::move(connector), observer)) {}

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
