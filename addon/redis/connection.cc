#include "redis/connection.h"

#include <algorithm>
#include <utility>

namespace onceonly::redis {
namespace {

constexpr size_t kMaxUnsentBytes = size_t{16} << 20;

}  // namespace

Connection::Connection(const ClientOptions* options, ServerClock* clock,
                       ConnectionListener* listener)
    : options_(options), listener_(listener), handshake_(options, clock) {}

void Connection::Open(std::unique_ptr<Transport> transport) {
  reader_.Reset();
  transport_ = std::move(transport);
  transport_->Connect(this);
}

std::vector<std::unique_ptr<Request>> Connection::Close() {
  transport_.reset();
  is_ready_ = false;
  std::vector<std::unique_ptr<Request>> lost;
  for (Sent& sent : in_flight_) {
    if (sent.pending.request) lost.push_back(std::move(sent.pending.request));
  }
  in_flight_.clear();
  return lost;
}

size_t Connection::writable_bytes() const noexcept {
  return kMaxUnsentBytes - std::min(kMaxUnsentBytes, transport_->unsent_bytes());
}

void Connection::Write(std::string bytes, std::vector<Pending> requests, int64_t now_ms) {
  for (Pending& pending : requests) in_flight_.push_back({std::move(pending), now_ms});
  transport_->Write(std::move(bytes));
}

std::vector<std::unique_ptr<Request>> Connection::TakeExpired(int64_t now_ms) {
  std::vector<std::unique_ptr<Request>> expired;
  for (Sent& sent : in_flight_) {
    if (!sent.pending.request || sent.pending.deadline_ms > now_ms) continue;
    expired.push_back(std::move(sent.pending.request));
  }
  return expired;
}

int64_t Connection::SilentAtMs() const noexcept {
  if (in_flight_.empty()) return kNever;
  return std::max(in_flight_.front().sent_ms, last_byte_ms_) + options_->command_timeout_ms;
}

int64_t Connection::FirstDeadlineMs() const noexcept {
  int64_t first = kNever;
  for (const Sent& sent : in_flight_) {
    if (sent.pending.request) first = std::min(first, sent.pending.deadline_ms);
  }
  return first;
}

void Connection::OnConnected() noexcept {
  const std::string_view asked_for = transport_->password();
  transport_->Write(handshake_.Encode(asked_for.empty() ? options_->address.password : asked_for));
}

void Connection::OnBytes(std::string_view bytes) noexcept {
  last_byte_ms_ = clock_.NowMs();
  reader_.Feed(bytes);
  listener_->OnReadBegin(last_byte_ms_);
  ReadReplies(last_byte_ms_);
  listener_->OnReadEnd();
}

// Any reply may lead to Close(), which ends the loop.
void Connection::ReadReplies(int64_t now_ms) noexcept {
  while (is_open()) {
    const Result<OwnedReply> next = reader_.Next();
    if (!next.ok()) return listener_->OnBroken(next.status());
    if (next.value() == nullptr) return;
    TakeReply(Reply(next.value().get()), now_ms);
  }
}

void Connection::TakeReply(const Reply& reply, int64_t now_ms) noexcept {
  if (!is_ready_) return TakeHandshakeReply(reply, now_ms);
  if (in_flight_.empty()) return listener_->OnBroken(StatusCode::kProtocolError);
  Pending pending = std::move(in_flight_.front().pending);
  in_flight_.pop_front();
  if (pending.request) listener_->OnReply(std::move(pending), reply);
}

void Connection::TakeHandshakeReply(const Reply& reply, int64_t now_ms) noexcept {
  Status outcome = handshake_.OnReply(reply, now_ms);
  const std::optional<size_t> setup = handshake_.last_setup();
  if (outcome.ok() && setup) outcome = listener_->OnSetupReply(*setup, reply);
  if (!outcome.ok()) return listener_->OnBroken(outcome);
  if (!handshake_.done()) return;
  is_ready_ = true;
  // The client's timer keeps the loop alive while a request is under way; an idle stream must not.
  transport_->SetRef(false);
  listener_->OnReady();
}

void Connection::OnClosed(Status why) noexcept {
  listener_->OnBroken(why.ok() ? Status(StatusCode::kConnectFailed) : why);
}

}  // namespace onceonly::redis
