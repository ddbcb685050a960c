#include "redis/link.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onceonly::redis {
namespace {

LinkOptions Checked(LinkOptions options) {
  options.connection = CheckedOptions(std::move(options.connection));
  return options;
}

}  // namespace

bool IsRefusal(StatusCode why) noexcept {
  constexpr std::array kRefusals = {StatusCode::kAuthFailed,    StatusCode::kNoPermission,
                                    StatusCode::kTlsFailed,     StatusCode::kNoDatabase,
                                    StatusCode::kProtectedMode, StatusCode::kNotRedis,
                                    StatusCode::kNoReplicas};
  if (why == StatusCode::kOk) return false;
  return std::find(kRefusals.begin(), kRefusals.end(), why) != kRefusals.end() ||
         StatusRetry(why) == Retry::kNo;
}

Link::Link(const Clock* local, LinkOptions options, std::unique_ptr<net::Connector> connector,
           ServerClock* server_clock, LinkListener* listener)
    : local_(local),
      options_(Checked(std::move(options))),
      connector_(std::move(connector)),
      listener_(listener),
      backoff_(Backoff::SeedOf(this)),
      session_(local, &options_.connection, server_clock, this, listener) {}

void Link::Enter(State next, int64_t now_ms) {
  if (state_ == next || is_closed()) return;
  state_ = next;
  connect_by_ms_ = kNever;
  close_at_ms_ = kNever;
  switch (next) {
    case State::kIdle:
      if (is_down()) breaker_.Reset();
      [[fallthrough]];
    case State::kWaiting:
    case State::kClosed:
      return session_.Close();
    case State::kConnecting:
      attempted_ms_ = now_ms;
      connect_by_ms_ = now_ms + options_.connection.connect_timeout_ms;
      return session_.Open(connector_->TransportTo(options_.endpoint));
    case State::kReady:
      last_error_ = Status();
      breaker_.Reset();
      return;
  }
}

void Link::Expire(int64_t now_ms) {
  if (now_ms >= connect_by_ms_) return Break(StatusCode::kConnectTimeout);
  if (!is_ready()) return;
  if (now_ms >= SilentAtMs()) return Break(StatusCode::kTimeout);
  if (now_ms >= close_at_ms_) LetGo(now_ms);
}

void Link::Update(int64_t now_ms) {
  const bool is_wanted = listener_->WantsSession();
  switch (state_) {
    case State::kIdle:
    case State::kWaiting:
      if (!is_wanted) return Enter(State::kIdle, now_ms);
      return Enter(now_ms < retry_at_ms_ ? State::kWaiting : State::kConnecting, now_ms);
    case State::kConnecting:
      if (!is_wanted && breaker_.is_calm()) LetGo(now_ms);
      return;
    case State::kReady:
      return Linger(is_wanted, now_ms);
    case State::kClosed:
      return;
  }
}

void Link::Hurry(int64_t now_ms) noexcept {
  const int64_t soonest_ms =
      std::max(now_ms + backoff_.NewsDelayMs(), attempted_ms_ + kHurryApartMs);
  retry_at_ms_ = std::min(retry_at_ms_, soonest_ms);
}

void Link::Linger(bool is_wanted, int64_t now_ms) noexcept {
  if (is_wanted) {
    close_at_ms_ = kNever;
  } else if (options_.linger_ms != kNever) {
    close_at_ms_ = std::min(close_at_ms_, now_ms + options_.linger_ms);
  }
}

void Link::OnReady() noexcept {
  Enter(State::kReady, 0);
  listener_->OnReady();
}

void Link::Break(Status why, int64_t rest_ms) {
  if (!is_open()) return;
  const int64_t now_ms = local_->NowMs();
  NoteAnswers();
  last_error_ = why;
  retry_at_ms_ = std::max(RetryAtMs(why.code(), now_ms), now_ms + rest_ms);
  End(why, now_ms);
}

void Link::LetGo(int64_t now_ms) {
  NoteAnswers();
  End(Status(), now_ms);
}

void Link::NoteAnswers() noexcept {
  if (session_.has_answered()) backoff_.Reset();
}

void Link::End(Status why, int64_t now_ms) {
  Enter(State::kWaiting, now_ms);
  listener_->OnEnd(why);
  if (state_ == State::kWaiting && !listener_->WantsSession()) Enter(State::kIdle, now_ms);
}

int64_t Link::RetryAtMs(StatusCode why, int64_t now_ms) noexcept {
  const bool is_owed = listener_->OldestUnansweredMs() != kNever;
  if (is_ready() && !is_owed && !listener_->WantsSession()) return now_ms;
  if (IsRefusal(why)) {
    breaker_.OnRefusal();
  } else if (why == StatusCode::kSlotMoving) {
    breaker_.Reset();  // A node that says so is in reach.
  } else {
    breaker_.OnFailure(now_ms);
  }
  return now_ms + (is_down() ? backoff_.ProbeDelayMs() : backoff_.NextDelayMs());
}

int64_t Link::SilentAtMs() const noexcept {
  const int64_t oldest_ms = listener_->OldestUnansweredMs();
  if (oldest_ms == kNever) return kNever;
  return std::max(oldest_ms, session_.last_byte_ms()) + options_.connection.command_timeout_ms;
}

int64_t Link::NextDueMs() const noexcept {
  switch (state_) {
    case State::kWaiting:
      return retry_at_ms_;
    case State::kConnecting:
      return connect_by_ms_;
    case State::kReady:
      return std::min(SilentAtMs(), close_at_ms_);
    case State::kIdle:
    case State::kClosed:
      break;
  }
  return kNever;
}

}  // namespace onceonly::redis
