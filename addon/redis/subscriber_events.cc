// What the session tells the subscriber.
#include <utility>

#include "redis/subscriber.h"
#include "resp/server_error.h"

namespace onceonly::redis {
namespace {

constexpr size_t kMessageParts = 3;  // "message", the channel, the payload

bool IsMessage(const resp::Reply& reply) noexcept {
  return reply.size() == kMessageParts && reply.at(0).text() == "message";
}

// The server answered, and will say the same as long as nobody changes a setting.
bool IsRefusal(StatusCode why) noexcept {
  return why == StatusCode::kNoPermission || why == StatusCode::kServerError;
}

}  // namespace

void Subscriber::OnReadBegin(int64_t) noexcept { has_news_ = false; }

void Subscriber::OnReadEnd() noexcept {
  if (std::exchange(has_news_, false) && !is_closed_) observer_->OnHeard();
}

void Subscriber::OnReady() noexcept {
  connect_by_ms_ = kNever;
  last_error_ = Status();
  turn_.Start();
}

void Subscriber::OnReply(const resp::Reply& reply) noexcept {
  if (!IsMessage(reply)) return TakeAnswer(reply);
  has_news_ = true;
  observer_->OnMessage(reply.at(1).text());
}

// The server answers its commands in order, whatever messages come in between.
void Subscriber::TakeAnswer(const resp::Reply& reply) noexcept {
  if (sent_.empty()) return OnBroken(StatusCode::kProtocolError);
  const Channels::Asked asked = std::move(sent_.front().asked);
  sent_.pop_front();
  if (asked.serial == 0) return;
  if (reply.is_error()) return OnBroken(resp::ServerErrorCode(reply.text()));
  backoff_.Reset();
  if (!channels_.Confirm(asked)) return;
  has_news_ = true;
  observer_->OnSubscribed(asked.channel);
}

void Subscriber::OnBroken(Status why) noexcept {
  const int64_t now_ms = clock_.NowMs();
  last_error_ = why;
  retry_at_ms_ = now_ms + (IsRefusal(why.code()) ? options_.refused_ms : backoff_.NextDelayMs());
  Disconnect();
  if (channels_.any_wanted()) timer_.WakeBy(retry_at_ms_, now_ms);
}

}  // namespace onceonly::redis
