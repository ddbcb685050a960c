// What the client does when time has passed.
#include <algorithm>
#include <utility>

#include "redis/client_impl.h"

namespace onceonly::redis {

// The timer looks for the next thing due only when it fires: sending and receiving cost no search.
void Client::Impl::OnDue(int64_t now_ms) {
  Batch batch(this);
  CheckConnection(now_ms);
  FailExpired(now_ms);
  if (is_closed_) return;
  if (!WantsConnection()) StopConnecting();
  ConnectIfDue(now_ms);
  timer_.WakeBy(NextDueMs(), now_ms);
}

void Client::Impl::ConnectIfDue(int64_t now_ms) {
  if (!WantsConnection() || connection_.is_open() || now_ms < retry_at_ms_) return;
  if (queue_.empty() && now_ms - last_send_ms_ > Breaker::kProbeForMs) return breaker_.Reset();
  StartConnecting(now_ms);
}

void Client::Impl::CheckConnection(int64_t now_ms) {
  if (now_ms >= connect_by_ms_) return OnBroken(StatusCode::kConnectTimeout);
  if (now_ms >= connection_.SilentAtMs()) return OnBroken(StatusCode::kTimeout);
}

void Client::Impl::FailExpired(int64_t now_ms) {
  auto never_sent = TakeExpiredFromQueue(now_ms);
  auto unanswered = connection_.TakeExpired(now_ms);
  for (auto& request : never_sent) Fail(std::move(request), NeverSent());
  for (auto& request : unanswered) Fail(std::move(request), StatusCode::kOutcomeUnknown);
}

std::vector<OwnedRequest> Client::Impl::TakeExpiredFromQueue(int64_t now_ms) {
  std::vector<OwnedRequest> expired;
  std::deque<Pending> kept;
  for (Pending& pending : queue_) {
    if (pending.deadline_ms <= now_ms) {
      expired.push_back(std::move(pending.request));
    } else {
      kept.push_back(std::move(pending));
    }
  }
  queue_ = std::move(kept);
  return expired;
}

int64_t Client::Impl::NextDueMs() const noexcept {
  int64_t due_ms =
      std::min({connect_by_ms_, connection_.SilentAtMs(), connection_.FirstDeadlineMs()});
  for (const Pending& pending : queue_) due_ms = std::min(due_ms, pending.deadline_ms);
  if (!connection_.is_open() && WantsConnection()) due_ms = std::min(due_ms, retry_at_ms_);
  return due_ms;
}

}  // namespace onceonly::redis
