#include "redis/server_client.h"

#include <algorithm>
#include <utility>

#include "redis/handshake.h"
#include "resp/server_error.h"

namespace onceonly::redis {
namespace {

constexpr int64_t kMaxTimeoutMs = int64_t{366} * 24 * 3600 * 1000;

// How long after the last request the server is still looked for. Later the next request does it.
constexpr int64_t kProbeForMs = 60'000;

constexpr int64_t kAuthTimeoutMs = 2000;

// Logs in anew on a connection that is in use. A server that refuses is left.
class AuthRequest final : public Request {
 public:
  AuthRequest(ServerClient* client, std::string username, std::string_view password)
      : client_(client), username_(std::move(username)), password_(password) {}

  void Encode(resp::CommandWriter& out, const ServerClock&, int64_t) override {
    EncodeAuth(out, username_, password_);
  }
  ReplyVerdict OnReply(const resp::Reply& reply, ServerClock&) noexcept override {
    if (reply.is_error()) client_->Leave(StatusCode::kAuthFailed);
    return ReplyVerdict::kDone;
  }
  void OnFailure(Status) noexcept override {}

 private:
  ServerClient* const client_;
  const std::string username_;
  const std::string password_;
};

}  // namespace

ServerClient::ServerClient(net::EventLoop* loop, ClientOptions options,
                           std::unique_ptr<net::Connector> connector, ClientObserver* observer)
    : max_queued_(options.max_queued),
      username_(options.connection.login.username),
      observer_(observer),
      server_clock_(&clock_),
      demotion_(options.connection.must_be_primary ? 0 : Demotion::kPatienceMs),
      timer_(loop, [this](int64_t now_ms) { OnDue(now_ms); }),
      turn_(loop, [this] { OnTurn(); }),
      link_(&clock_, {std::move(options.endpoint), std::move(options.connection), kNever},
            std::move(connector), &server_clock_, this) {}

void ServerClient::Send(OwnedRequest request, int64_t timeout_ms, WhenDown when_down) {
  if (link_.is_closed()) return request->OnFailure(StatusCode::kClosed);
  const int64_t now_ms = clock_.NowMs();
  last_send_ms_ = now_ms;
  if (link_.is_down() && when_down == WhenDown::kFails) {
    return request->OnFailure(StatusCode::kBreakerOpen);
  }
  if (pipeline_.size() >= max_queued_) return request->OnFailure(StatusCode::kQueueFull);
  Queue(std::move(request), timeout_ms, now_ms);
}

void ServerClient::Queue(OwnedRequest request, int64_t timeout_ms, int64_t now_ms) {
  const int64_t deadline_ms = now_ms + std::clamp<int64_t>(timeout_ms, 0, kMaxTimeoutMs);
  pipeline_.Add({std::move(request), deadline_ms});
  if (under_way_++ == 0) timer_.SetRef(true);
  timer_.WakeBy(deadline_ms, now_ms);
  turn_.Start();
}

void ServerClient::Close() {
  if (link_.is_closed()) return;
  Batch batch(this);
  timer_.Close();
  turn_.Close();
  link_.Close();
  FailAll(pipeline_.TakeInFlight(), StatusCode::kOutcomeUnknown);
  FailAll(pipeline_.TakeWaiting(), StatusCode::kClosed);
}

void ServerClient::Hurry() {
  if (link_.is_closed()) return;
  const int64_t now_ms = clock_.NowMs();
  link_.Hurry(now_ms);
  timer_.WakeBy(link_.NextDueMs(), now_ms);
}

ClientState ServerClient::state() const noexcept {
  switch (link_.state()) {
    case Link::State::kClosed:
      return ClientState::kClosed;
    case Link::State::kReady:
      return ClientState::kReady;
    case Link::State::kIdle:
    case Link::State::kWaiting:
    case Link::State::kConnecting:
      break;
  }
  if (link_.is_down()) return ClientState::kDown;
  if (link_.is_open()) return ClientState::kConnecting;
  return pipeline_.has_waiting() ? ClientState::kWaiting : ClientState::kIdle;
}

void ServerClient::LeaveBatch() noexcept {
  if (--batch_depth_ > 0) return;
  if (under_way_ == 0) timer_.SetRef(false);
  if (std::exchange(batch_has_calls_, false)) observer_->OnBatchEnd();
}

bool ServerClient::WantsSession() const noexcept {
  if (pipeline_.has_waiting()) return true;
  return link_.is_down() && clock_.NowMs() - last_send_ms_ <= kProbeForMs;
}

void ServerClient::OnTurn() {
  Batch batch(this);
  const int64_t now_ms = clock_.NowMs();
  if (link_.is_ready()) {
    Flush(now_ms);
    if (!pipeline_.has_waiting()) turn_.Stop();
    return;
  }
  turn_.Stop();
  link_.Update(now_ms);
  timer_.WakeBy(link_.NextDueMs(), now_ms);
}

// What does not fit waits for the next turn, which the loop takes when the socket has drained.
// Requests whose time has passed are failed by the timer, and not by the turn: what their callbacks
// send would miss this turn and wait for the next event.
void ServerClient::Flush(int64_t now_ms) {
  if (observer_->HoldsWrites()) return;
  if (pipeline_.Encode(out_, server_clock_, link_.writable_bytes(), now_ms)) {
    timer_.WakeBy(now_ms + 1, now_ms);
  }
  if (out_.size() == 0) return;
  EncodeLast(now_ms);
  link_.Write(out_.view());
  out_.Clear();
  timer_.WakeBy(link_.SilentAtMs(), now_ms);
}

void ServerClient::EncodeLast(int64_t now_ms) {
  for (Pending last = observer_->LastOfTurn(); last.request; last = observer_->LastOfTurn()) {
    ++under_way_;
    timer_.WakeBy(last.deadline_ms, now_ms);
    pipeline_.EncodeNow(std::move(last), out_, server_clock_, now_ms);
  }
}

// The timer looks for the next thing due only when it fires: sending and receiving cost no search.
void ServerClient::OnDue(int64_t now_ms) {
  Batch batch(this);
  link_.Expire(now_ms);
  FailExpired(now_ms);
  if (link_.is_closed()) return;
  link_.Update(now_ms);
  timer_.WakeBy(std::min(link_.NextDueMs(), pipeline_.NextDeadlineMs()), now_ms);
}

void ServerClient::FailExpired(int64_t now_ms) {
  auto never_sent = pipeline_.TakeExpiredWaiting(now_ms);
  auto unanswered = pipeline_.GiveUpExpired(now_ms);
  FailAll(std::move(never_sent), NeverSent());
  FailAll(std::move(unanswered), StatusCode::kOutcomeUnknown);
}

void ServerClient::OnReady() noexcept {
  demotion_.Reset();
  if (const Status why = observer_->OnReady(); !why.ok()) FailAll(pipeline_.TakeWithKeys(), why);
  if (pipeline_.has_waiting()) turn_.Start();
}

void ServerClient::OnEnd(Status why) noexcept {
  Batch batch(this);
  FailAll(pipeline_.TakeInFlight(), StatusCode::kOutcomeUnknown);
  // What waits learns at once, and not at its deadline, that it will not be let in.
  if (IsRefusal(why.code())) FailAll(pipeline_.TakeWaiting(), why);
  timer_.WakeBy(link_.NextDueMs(), clock_.NowMs());
}

void ServerClient::OnReadBegin(int64_t now_ms) noexcept {
  EnterBatch();
  read_ms_ = now_ms;
}

void ServerClient::OnReadEnd() noexcept {
  const Status why = std::exchange(reopen_why_, Status());
  if (!why.ok()) link_.Break(why);
  LeaveBatch();
}

Status ServerClient::OnSetupReply(size_t index, const resp::Reply& reply) noexcept {
  return observer_->OnSetupReply(index, reply);
}

void ServerClient::OnReply(const resp::Reply& reply) noexcept {
  if (pipeline_.in_flight() == 0) return link_.Break(StatusCode::kProtocolError);
  Pending sent = pipeline_.TakeAnswered();
  if (sent.request == nullptr) return;
  batch_has_calls_ = true;
  if (reply.is_error()) {
    const StatusCode error = resp::ServerErrorCode(reply.text());
    if (demotion_.OnError(error, read_ms_)) reopen_why_ = error;
  }
  if (sent.request->OnReply(reply, server_clock_) == ReplyVerdict::kDone) {
    --under_way_;
    return;
  }
  if (link_.is_closed()) return Fail(std::move(sent.request), StatusCode::kClosed);
  pipeline_.Add(std::move(sent));
  turn_.Start();
}

// It has a place in a full queue: without it the server would end the connection.
void ServerClient::OnPassword(std::string_view password) noexcept {
  Queue(OwnedRequest(new AuthRequest(this, username_, password)), kAuthTimeoutMs, clock_.NowMs());
}

void ServerClient::Fail(OwnedRequest request, Status why) noexcept {
  --under_way_;
  batch_has_calls_ = true;
  request->OnFailure(why);
}

// A callback may send anew, which is not part of what fails here.
void ServerClient::FailAll(std::vector<OwnedRequest> requests, Status why) noexcept {
  for (OwnedRequest& request : requests) Fail(std::move(request), why);
}

Status ServerClient::NeverSent() const noexcept {
  const Status why = link_.last_error();
  const bool says_why = !why.ok() && StatusRetry(why.code()) == Retry::kSafe;
  return says_why ? why : Status(StatusCode::kTimeout);
}

}  // namespace onceonly::redis
