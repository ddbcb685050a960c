// Listens to channels of a Redis server over a connection of its own.
//
// - Connects when the first channel is wanted and closes a while after the last one was dropped;
//   connects again, and subscribes anew, as long as one is wanted (Link has the rules).
// - All changes of one turn of the loop leave in one write.
// - A server that says nothing is asked with PING.
// - A server that does not let this user listen is left alone for a minute.
// - Keeps the loop alive while it connects, and at no other time.
#ifndef ONCEONLY_REDIS_SUBSCRIBER_H_
#define ONCEONLY_REDIS_SUBSCRIBER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/deadline_timer.h"
#include "net/endpoint.h"
#include "net/event_loop.h"
#include "net/prepare.h"
#include "net/transport.h"
#include "redis/channels.h"
#include "redis/link.h"
#include "redis/options.h"
#include "redis/server_clock.h"
#include "resp/reply.h"

namespace onceonly::redis {

struct SubscriberOptions {
  net::Endpoint endpoint = kDefaultEndpoint;
  ConnectionOptions connection;  // `setup` and `must_be_primary` mean nothing here
  int64_t ping_after_ms = 5000;
  int64_t linger_ms = 10'000;   // how long the connection outlives the last channel
  int64_t refused_ms = 60'000;  // how long a refusal to listen is remembered
};

// Called from the loop, never from inside a call of the subscriber's owner. The views are valid
// during the call only.
class SubscriberObserver {
 public:
  virtual ~SubscriberObserver() = default;
  // Every message of the channel from now on is told. Comes again after a lost connection, in whose
  // time messages may have been missed.
  virtual void OnSubscribed(std::string_view channel) noexcept = 0;
  virtual void OnMessage(std::string_view channel) noexcept = 0;
  // After the last of the two above of one read. May call the subscriber.
  virtual void OnHeard() noexcept = 0;
};

class Subscriber final : private LinkListener {
 public:
  // `loop` and `observer` outlive the subscriber.
  Subscriber(net::EventLoop* loop, SubscriberOptions options,
             std::unique_ptr<net::Connector> connector, SubscriberObserver* observer);
  ~Subscriber() override { Close(); }
  Subscriber(const Subscriber&) = delete;
  Subscriber& operator=(const Subscriber&) = delete;

  // Counted. True if the channel is in force already; else OnSubscribed says when it is, if ever.
  bool Subscribe(const std::string& channel);
  void Unsubscribe(const std::string& channel);
  // Idempotent; the observer hears nothing more.
  void Close();

  bool is_connected() const noexcept { return link_.is_ready(); }
  // Why the last connection ended or could not be made.
  Status last_error() const noexcept { return link_.last_error(); }

 private:
  struct Sent {
    Channels::Asked asked;
    int64_t sent_ms;
  };

  bool WantsSession() const noexcept override { return channels_.any_wanted(); }
  int64_t OldestUnansweredMs() const noexcept override {
    return sent_.empty() ? kNever : sent_.front().sent_ms;
  }
  void OnReady() noexcept override { turn_.Start(); }
  void OnEnd(Status why) noexcept override;
  void OnReadBegin(int64_t now_ms) noexcept override;
  void OnReadEnd() noexcept override;
  void OnReply(const resp::Reply& reply) noexcept override;
  // A connection that listens can't log in again. The next one uses the new password.
  void OnPassword(std::string_view) noexcept override { link_.Break(StatusCode::kTimeout); }
  void TakeAnswer(const resp::Reply& reply) noexcept;

  void OnTurn();
  void OnDue(int64_t now_ms);
  void Flush(int64_t now_ms);
  void Ping(int64_t now_ms);
  void Wake(int64_t now_ms) noexcept;
  int64_t PingAtMs() const noexcept;

  const SubscriberOptions options_;
  SubscriberObserver* const observer_;
  const SystemClock clock_;
  ServerClock server_clock_;  // the handshake learns it; nobody asks
  net::DeadlineTimer timer_;
  net::Prepare turn_;
  Channels channels_;
  std::deque<Sent> sent_;  // commands whose answers are to come
  bool has_news_ = false;
  Link link_;  // last, so that it goes first: its callbacks use the rest
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_SUBSCRIBER_H_
