#include "redis/session.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace onceonly::redis {
namespace {

constexpr size_t kMaxUnsentBytes = size_t{16} << 20;

}  // namespace

Session::Session(const Clock* local, const ConnectionOptions* options, ServerClock* server_clock,
                 SessionListener* listener, ReplyListener* replies)
    : local_(local),
      options_(options),
      server_clock_(server_clock),
      listener_(listener),
      replies_(replies),
      handshake_(options, server_clock) {}

void Session::Open(std::unique_ptr<net::Transport> transport) {
  reader_.Reset();
  has_answered_ = false;
  transport_ = std::move(transport);
  transport_->Connect(this);
}

void Session::Close() noexcept {
  transport_.reset();
  is_ready_ = false;
}

size_t Session::writable_bytes() const noexcept {
  return kMaxUnsentBytes - std::min(kMaxUnsentBytes, transport_->unsent_bytes());
}

void Session::OnConnected() noexcept {
  const std::string_view asked_for = transport_->password();
  transport_->Write(handshake_.Encode(asked_for.empty() ? options_->login.password : asked_for));
}

void Session::OnBytes(std::string_view bytes) noexcept {
  last_byte_ms_ = local_->NowMs();
  server_clock_->ReadAt(last_byte_ms_);
  reader_.Feed(bytes);
  replies_->OnReadBegin(last_byte_ms_);
  ReadReplies();
  replies_->OnReadEnd();
}

// Any reply may lead to Close(), which ends the loop.
void Session::ReadReplies() noexcept {
  while (is_open()) {
    const Result<std::optional<resp::Reply>> next = reader_.Next();
    // Before the server has said anything that Redis says, it may be something else.
    if (!next.ok()) return listener_->OnBroken(is_ready_ ? next.status() : StatusCode::kNotRedis);
    const std::optional<resp::Reply>& reply = next.value();
    if (!reply) return;
    if (!is_ready_) {
      TakeHandshakeReply(*reply);
    } else {
      has_answered_ |= !reply->is_error();
      replies_->OnReply(*reply);
    }
  }
}

void Session::TakeHandshakeReply(const resp::Reply& reply) noexcept {
  Status outcome = handshake_.OnReply(reply);
  const std::optional<size_t> setup = handshake_.last_setup();
  if (outcome.ok() && setup) outcome = replies_->OnSetupReply(*setup, reply);
  if (!outcome.ok()) return listener_->OnBroken(outcome);
  if (!handshake_.done()) return;
  is_ready_ = true;
  // The owner's timer keeps the loop alive while a request is under way; an idle stream must not.
  transport_->SetRef(false);
  listener_->OnReady();
}

void Session::OnClosed(Status why) noexcept {
  listener_->OnBroken(why.ok() ? Status(StatusCode::kConnectFailed) : why);
}

}  // namespace onceonly::redis
