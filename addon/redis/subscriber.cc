#include "redis/subscriber.h"

#include <algorithm>
#include <utility>

#include "resp/command.h"
#include "resp/server_error.h"

namespace onceonly::redis {
namespace {

constexpr size_t kMessageParts = 3;  // "message", the channel, the payload

bool IsMessage(const resp::Reply& reply) noexcept {
  return reply.size() == kMessageParts && reply.at(0).text() == "message";
}

LinkOptions LinkOptionsOf(const SubscriberOptions& options) {
  LinkOptions link{options.endpoint, options.connection, options.linger_ms};
  link.connection.setup.clear();
  // A replica tells what its primary does.
  link.connection.must_be_primary = false;
  return link;
}

}  // namespace

Subscriber::Subscriber(net::EventLoop* loop, SubscriberOptions options,
                       std::unique_ptr<net::Connector> connector, SubscriberObserver* observer)
    : options_(std::move(options)),
      observer_(observer),
      server_clock_(&clock_),
      timer_(loop, [this](int64_t now_ms) { OnDue(now_ms); }),
      turn_(loop, [this] { OnTurn(); }),
      link_(&clock_, LinkOptionsOf(options_), std::move(connector), &server_clock_, this) {}

bool Subscriber::Subscribe(const std::string& channel) {
  if (link_.is_closed()) return false;
  turn_.Start();
  return channels_.Want(channel);
}

void Subscriber::Unsubscribe(const std::string& channel) {
  if (link_.is_closed()) return;
  turn_.Start();
  channels_.Drop(channel);
}

void Subscriber::Close() {
  timer_.Close();
  turn_.Close();
  link_.Close();
}

void Subscriber::OnTurn() {
  turn_.Stop();
  const int64_t now_ms = clock_.NowMs();
  link_.Update(now_ms);
  if (link_.is_ready()) Flush(now_ms);
  Wake(now_ms);
}

void Subscriber::Flush(int64_t now_ms) {
  resp::CommandWriter out;
  for (Channels::Asked& asked : channels_.EncodeChanges(out)) {
    sent_.push_back({std::move(asked), now_ms});
  }
  if (out.size() > 0) link_.Write(out.view());
}

void Subscriber::OnDue(int64_t now_ms) {
  link_.Expire(now_ms);
  link_.Update(now_ms);
  if (now_ms >= PingAtMs()) Ping(now_ms);
  Wake(now_ms);
}

void Subscriber::Ping(int64_t now_ms) {
  sent_.push_back({{}, now_ms});
  resp::CommandWriter out;
  out.Begin(1);
  out.Arg("PING");
  link_.Write(out.view());
}

// A write or an attempt to connect may have closed the subscriber, which a closed timer bears.
void Subscriber::Wake(int64_t now_ms) noexcept {
  timer_.WakeBy(std::min(link_.NextDueMs(), PingAtMs()), now_ms);
}

int64_t Subscriber::PingAtMs() const noexcept {
  if (!link_.is_ready() || !sent_.empty() || !channels_.any_wanted()) return kNever;
  return link_.last_byte_ms() + options_.ping_after_ms;
}

void Subscriber::OnReadBegin(int64_t) noexcept { has_news_ = false; }

void Subscriber::OnReadEnd() noexcept {
  if (std::exchange(has_news_, false) && !link_.is_closed()) observer_->OnHeard();
}

void Subscriber::OnReply(const resp::Reply& reply) noexcept {
  if (!IsMessage(reply)) return TakeAnswer(reply);
  has_news_ = true;
  observer_->OnMessage(reply.at(1).text());
}

// The server answers its commands in order, whatever messages come in between.
void Subscriber::TakeAnswer(const resp::Reply& reply) noexcept {
  if (sent_.empty()) return link_.Break(StatusCode::kProtocolError);
  const Channels::Asked asked = std::move(sent_.front().asked);
  sent_.pop_front();
  if (asked.serial == 0) return;
  if (reply.is_error()) {
    const StatusCode why = resp::ServerErrorCode(reply.text());
    return link_.Break(why, IsRefusal(why) ? options_.refused_ms : 0);
  }
  if (!channels_.Confirm(asked)) return;
  has_news_ = true;
  observer_->OnSubscribed(asked.channel);
}

void Subscriber::OnEnd(Status) noexcept {
  sent_.clear();
  channels_.StartAnew();
  Wake(clock_.NowMs());
}

}  // namespace onceonly::redis
