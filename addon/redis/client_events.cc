// What the connection tells the client.
#include <algorithm>
#include <array>
#include <utility>

#include "redis/client_impl.h"
#include "resp/server_error.h"

namespace onceonly::redis {
namespace {

// The server answered, and will not let this client in as long as nobody changes a setting: what
// waits learns that at once and not at its deadline.
bool IsRefusal(StatusCode why) noexcept {
  constexpr std::array kRefusals = {StatusCode::kAuthFailed,    StatusCode::kNoPermission,
                                    StatusCode::kTlsFailed,     StatusCode::kNoDatabase,
                                    StatusCode::kProtectedMode, StatusCode::kNotRedis};
  return std::find(kRefusals.begin(), kRefusals.end(), why) != kRefusals.end() ||
         StatusRetry(why) == Retry::kNo;
}

}  // namespace

void Client::Impl::OnReadBegin(int64_t now_ms) noexcept {
  EnterBatch();
  is_reading_ = true;
  read_ms_ = now_ms;
}

void Client::Impl::OnReadEnd() noexcept {
  is_reading_ = false;
  const Status why = std::exchange(reopen_why_, Status());
  if (!why.ok() && connection_.is_open()) OnBroken(why);
  LeaveBatch();
}

Status Client::Impl::OnSetupReply(size_t index, const resp::Reply& reply) noexcept {
  return observer_->OnSetupReply(index, reply);
}

void Client::Impl::OnReady() noexcept {
  connect_by_ms_ = kNever;
  last_error_ = Status();
  backoff_.Reset();
  breaker_.Reset();
  if (!queue_.empty()) turn_.Start();
}

void Client::Impl::OnReply(Pending sent, const resp::Reply& reply) noexcept {
  batch_has_calls_ = true;
  if (reply.is_error()) {
    const StatusCode error = resp::ServerErrorCode(reply.text());
    if (demotion_.OnError(error, read_ms_)) reopen_why_ = error;
  }
  if (sent.request->OnReply(reply) == ReplyVerdict::kDone) {
    --under_way_;
    return;
  }
  if (is_closed_) return Fail(std::move(sent.request), StatusCode::kClosed);
  queue_.push_back(std::move(sent));
  turn_.Start();
}

void Client::Impl::OnBroken(Status why) noexcept {
  Batch batch(this);
  const int64_t now_ms = clock_.NowMs();
  last_error_ = why;
  connect_by_ms_ = kNever;
  // A server may close an idle connection as it likes; the next request need not wait for that.
  const bool was_idle = connection_.is_ready() && connection_.in_flight() == 0 && queue_.empty();
  retry_at_ms_ = was_idle ? now_ms : RetryAtMs(why, now_ms);
  for (auto& request : connection_.Close()) Fail(std::move(request), StatusCode::kOutcomeUnknown);
  if (IsRefusal(why.code())) FailQueue(why);
  if (WantsConnection()) timer_.WakeBy(retry_at_ms_, now_ms);
}

int64_t Client::Impl::RetryAtMs(Status why, int64_t now_ms) {
  if (IsRefusal(why.code())) {
    breaker_.OnRefusal();
  } else {
    breaker_.OnFailure(now_ms);
  }
  return now_ms + (breaker_.is_open() ? backoff_.ProbeDelayMs() : backoff_.NextDelayMs());
}

}  // namespace onceonly::redis
