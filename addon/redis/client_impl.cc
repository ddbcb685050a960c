#include "redis/client_impl.h"

#include <algorithm>
#include <utility>

namespace onceonly::redis {
namespace {

constexpr int64_t kMaxTimeoutMs = int64_t{366} * 24 * 3600 * 1000;

ClientOptions Checked(ClientOptions options) {
  options.connection = CheckedOptions(std::move(options.connection));
  return options;
}

}  // namespace

Client::Impl::Impl(const Client* client, net::EventLoop* loop, ClientOptions options,
                   std::unique_ptr<net::Connector> connector, ClientObserver* observer)
    : client_(client),
      options_(Checked(std::move(options))),
      connector_(std::move(connector)),
      observer_(observer),
      backoff_(Backoff::SeedOf(this)),
      timer_(loop, [this](int64_t now_ms) { OnDue(now_ms); }),
      turn_(loop, [this] { OnTurn(); }),
      connection_(&options_.connection, &server_clock_, this) {}

void Client::Impl::Send(OwnedRequest request, int64_t timeout_ms, WhenDown when_down) {
  if (is_closed_) return request->OnFailure(StatusCode::kClosed);
  last_send_ms_ = clock_.NowMs();
  if (breaker_.is_open() && when_down == WhenDown::kFails) {
    return request->OnFailure(StatusCode::kBreakerOpen);
  }
  if (queue_.size() + connection_.in_flight() >= options_.max_queued) {
    return request->OnFailure(StatusCode::kQueueFull);
  }
  const int64_t now_ms = last_send_ms_;
  const int64_t deadline_ms = now_ms + std::clamp<int64_t>(timeout_ms, 0, kMaxTimeoutMs);
  queue_.push_back({std::move(request), deadline_ms});
  if (under_way_++ == 0) timer_.SetRef(true);
  timer_.WakeBy(deadline_ms, now_ms);
  turn_.Start();
}

void Client::Impl::Close() {
  if (is_closed_) return;
  Batch batch(this);
  is_closed_ = true;
  timer_.Close();
  turn_.Close();
  for (auto& request : connection_.Close()) Fail(std::move(request), StatusCode::kOutcomeUnknown);
  FailQueue(StatusCode::kClosed);
}

ClientState Client::Impl::state() const noexcept {
  if (is_closed_) return ClientState::kClosed;
  if (connection_.is_ready()) return ClientState::kReady;
  if (breaker_.is_open()) return ClientState::kDown;
  if (connection_.is_open()) return ClientState::kConnecting;
  return queue_.empty() ? ClientState::kIdle : ClientState::kWaiting;
}

int64_t Client::Impl::ToServerMs(int64_t local_ms) const noexcept {
  return server_clock_.ToServerMs(local_ms, clock_);
}

void Client::Impl::LearnServerTime(int64_t server_now_ms) noexcept {
  server_clock_.Learn(server_now_ms, is_reading_ ? read_ms_ : clock_.NowMs());
}

void Client::Impl::LeaveBatch() noexcept {
  if (--batch_depth_ > 0) return;
  if (under_way_ == 0) timer_.SetRef(false);
  if (std::exchange(batch_has_calls_, false)) observer_->OnBatchEnd();
}

void Client::Impl::OnTurn() {
  Batch batch(this);
  const int64_t now_ms = clock_.NowMs();
  if (connection_.is_ready()) {
    Flush(now_ms);
    if (queue_.empty()) turn_.Stop();
    return;
  }
  turn_.Stop();
  if (connection_.is_open() || queue_.empty()) return;
  if (now_ms < retry_at_ms_) return timer_.WakeBy(retry_at_ms_, now_ms);
  StartConnecting(now_ms);
}

// What does not fit waits for the next turn, which the loop takes when the socket has drained.
void Client::Impl::Flush(int64_t now_ms) {
  std::vector<Pending> late;
  const size_t room = connection_.writable_bytes();
  while (!queue_.empty() && out_.size() < room) {
    Pending next = std::move(queue_.front());
    queue_.pop_front();
    if (next.deadline_ms <= now_ms) {
      late.push_back(std::move(next));
    } else {
      next.request->Encode(out_, *client_, next.deadline_ms);
      connection_.Expect(std::move(next), now_ms);
    }
  }
  if (!late.empty()) LeaveToTimer(std::move(late), now_ms);
  if (out_.size() == 0) return;
  EncodeLast(now_ms);
  connection_.Write(out_.view());
  out_.Clear();
  timer_.WakeBy(connection_.SilentAtMs(), now_ms);
}

void Client::Impl::EncodeLast(int64_t now_ms) {
  Pending last = observer_->LastOfTurn();
  if (last.request == nullptr) return;
  ++under_way_;
  last.request->Encode(out_, *client_, last.deadline_ms);
  timer_.WakeBy(last.deadline_ms, now_ms);
  connection_.Expect(std::move(last), now_ms);
}

// The timer fails them, and not the turn: what their callbacks send would miss this turn and wait
// for the next event.
void Client::Impl::LeaveToTimer(std::vector<Pending> late, int64_t now_ms) {
  for (Pending& pending : late) queue_.push_front(std::move(pending));
  timer_.WakeBy(now_ms + 1, now_ms);
}

void Client::Impl::StartConnecting(int64_t now_ms) {
  demotion_.Reset();
  connect_by_ms_ = now_ms + options_.connection.connect_timeout_ms;
  connection_.Open(connector_->TransportTo(options_.endpoint));
  timer_.WakeBy(connect_by_ms_, now_ms);
}

// Not after a failure: how this attempt ends says whether the server is down.
void Client::Impl::StopConnecting() {
  if (!connection_.is_open() || connection_.is_ready() || !breaker_.is_calm()) return;
  connect_by_ms_ = kNever;
  connection_.Close();
}

void Client::Impl::Fail(OwnedRequest request, Status why) noexcept {
  --under_way_;
  batch_has_calls_ = true;
  request->OnFailure(why);
}

// A callback may send anew, which is not part of what fails here.
void Client::Impl::FailQueue(Status why) noexcept {
  std::deque<Pending> failed = std::exchange(queue_, {});
  for (Pending& pending : failed) Fail(std::move(pending.request), why);
}

Status Client::Impl::NeverSent() const noexcept {
  const bool says_why = !last_error_.ok() && StatusRetry(last_error_.code()) == Retry::kSafe;
  return says_why ? last_error_ : Status(StatusCode::kTimeout);
}

}  // namespace onceonly::redis
