#include "redis/connection.h"

#include <algorithm>
#include <utility>

namespace onceonly::redis {

Connection::Connection(const ConnectionOptions* options, ServerClock* clock,
                       ConnectionListener* listener)
    : options_(options), listener_(listener), session_(options, clock, listener, this) {}

std::vector<OwnedRequest> Connection::Close() {
  session_.Close();
  std::vector<OwnedRequest> lost;
  for (Sent& sent : in_flight_) {
    if (sent.pending.request) lost.push_back(std::move(sent.pending.request));
  }
  in_flight_.clear();
  return lost;
}

std::vector<OwnedRequest> Connection::TakeExpired(int64_t now_ms) {
  std::vector<OwnedRequest> expired;
  for (Sent& sent : in_flight_) {
    if (!sent.pending.request || sent.pending.deadline_ms > now_ms) continue;
    expired.push_back(std::move(sent.pending.request));
  }
  return expired;
}

int64_t Connection::SilentAtMs() const noexcept {
  if (in_flight_.empty()) return kNever;
  return std::max(in_flight_.front().sent_ms, session_.last_byte_ms()) +
         options_->command_timeout_ms;
}

int64_t Connection::FirstDeadlineMs() const noexcept {
  int64_t first = kNever;
  for (const Sent& sent : in_flight_) {
    if (sent.pending.request) first = std::min(first, sent.pending.deadline_ms);
  }
  return first;
}

void Connection::OnReply(const resp::Reply& reply) noexcept {
  if (in_flight_.empty()) return listener_->OnBroken(StatusCode::kProtocolError);
  Pending pending = std::move(in_flight_.front().pending);
  in_flight_.pop_front();
  if (pending.request) listener_->OnReply(std::move(pending), reply);
}

}  // namespace onceonly::redis
