#include "redis/subscriber.h"

#include <algorithm>
#include <utility>

namespace onceonly::redis {
namespace {

SubscriberOptions Checked(SubscriberOptions options) {
  options.connection = CheckedOptions(std::move(options.connection));
  options.connection.setup.clear();
  return options;
}

}  // namespace

Subscriber::Subscriber(net::EventLoop* loop, SubscriberOptions options,
                       std::unique_ptr<net::Connector> connector, SubscriberObserver* observer)
    : options_(Checked(std::move(options))),
      connector_(std::move(connector)),
      observer_(observer),
      backoff_(Backoff::SeedOf(this)),
      timer_(loop, [this](int64_t now_ms) { OnDue(now_ms); }),
      turn_(loop, [this] { OnTurn(); }),
      session_(&options_.connection, &server_clock_, this, this) {}

bool Subscriber::Subscribe(const std::string& channel) {
  if (is_closed_) return false;
  turn_.Start();
  return channels_.Want(channel);
}

void Subscriber::Unsubscribe(const std::string& channel) {
  if (is_closed_) return;
  turn_.Start();
  channels_.Drop(channel);
}

void Subscriber::Close() {
  if (is_closed_) return;
  is_closed_ = true;
  timer_.Close();
  turn_.Close();
  session_.Close();
}

void Subscriber::OnTurn() {
  turn_.Stop();
  const int64_t now_ms = clock_.NowMs();
  if (session_.is_ready()) return Flush(now_ms);
  channels_.any_wanted() ? ConnectIfDue(now_ms) : Disconnect();
}

// What a write or an attempt to connect calls may close the subscriber, so each comes last.
void Subscriber::Flush(int64_t now_ms) {
  resp::CommandWriter out;
  for (Channels::Asked& asked : channels_.EncodeChanges(out)) {
    sent_.push_back({std::move(asked), now_ms});
  }
  close_at_ms_ =
      channels_.any_wanted() ? kNever : std::min(close_at_ms_, now_ms + options_.linger_ms);
  timer_.WakeBy(NextDueMs(), now_ms);
  if (out.size() > 0) session_.Write(out.view());
}

void Subscriber::ConnectIfDue(int64_t now_ms) {
  if (session_.is_open()) return;
  if (now_ms < retry_at_ms_) return timer_.WakeBy(retry_at_ms_, now_ms);
  connect_by_ms_ = now_ms + options_.connection.connect_timeout_ms;
  timer_.WakeBy(connect_by_ms_, now_ms);
  session_.Open(connector_->TransportTo(options_.endpoint));
}

void Subscriber::OnDue(int64_t now_ms) {
  if (now_ms >= connect_by_ms_) {
    OnBroken(StatusCode::kConnectTimeout);
  } else if (now_ms >= SilentAtMs()) {
    OnBroken(StatusCode::kTimeout);
  } else if (now_ms >= close_at_ms_) {
    Disconnect();
  }
  if (is_closed_) return;
  const bool pings = now_ms >= PingAtMs();
  if (pings) sent_.push_back({{}, now_ms});
  timer_.WakeBy(NextDueMs(), now_ms);
  if (pings) {
    resp::CommandWriter out;
    out.Begin(1);
    out.Arg("PING");
    session_.Write(out.view());
  } else if (channels_.any_wanted()) {
    ConnectIfDue(now_ms);
  }
}

void Subscriber::Disconnect() noexcept {
  connect_by_ms_ = kNever;
  close_at_ms_ = kNever;
  sent_.clear();
  channels_.StartAnew();
  session_.Close();
}

int64_t Subscriber::SilentAtMs() const noexcept {
  if (sent_.empty()) return kNever;
  return std::max(sent_.front().sent_ms, session_.last_byte_ms()) +
         options_.connection.command_timeout_ms;
}

int64_t Subscriber::PingAtMs() const noexcept {
  if (!session_.is_ready() || !sent_.empty() || !channels_.any_wanted()) return kNever;
  return session_.last_byte_ms() + options_.ping_after_ms;
}

int64_t Subscriber::NextDueMs() const noexcept {
  const bool waits = !session_.is_open() && channels_.any_wanted();
  return std::min(
      {connect_by_ms_, SilentAtMs(), PingAtMs(), close_at_ms_, waits ? retry_at_ms_ : kNever});
}

}  // namespace onceonly::redis
