// Listens to channels of a Redis server over a connection of its own.
//
// - Connects when the first channel is wanted and closes a while after the last one was dropped;
//   reconnects with backoff, and subscribes anew, as long as one is wanted.
// - All changes of one turn of the loop leave in one write.
// - A server that says nothing is asked with PING, and one that does not answer is taken for dead.
// - A server that does not let this user listen is left alone for a minute.
// - Keeps the loop alive while it connects, and at no other time.
#ifndef ONCEONLY_REDIS_SUBSCRIBER_H_
#define ONCEONLY_REDIS_SUBSCRIBER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/deadline_timer.h"
#include "net/prepare.h"
#include "redis/backoff.h"
#include "redis/channels.h"
#include "redis/client.h"
#include "redis/session.h"

namespace onceonly::redis {

struct SubscriberOptions {
  net::Endpoint endpoint = kDefaultEndpoint;
  ConnectionOptions connection;  // `setup` means nothing here
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

class Subscriber final : private SessionListener, private ReplyListener {
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

  bool is_connected() const noexcept { return session_.is_ready(); }
  // Why the last connection ended or could not be made.
  Status last_error() const noexcept { return last_error_; }

 private:
  struct Sent {
    Channels::Asked asked;
    int64_t sent_ms;
  };

  void OnReadBegin(int64_t now_ms) noexcept override;
  void OnReadEnd() noexcept override;
  Status OnSetupReply(size_t, const resp::Reply&) noexcept override { return {}; }
  void OnReady() noexcept override;
  void OnReply(const resp::Reply& reply) noexcept override;
  void OnBroken(Status why) noexcept override;
  void TakeAnswer(const resp::Reply& reply) noexcept;

  void OnTurn();
  void Flush(int64_t now_ms);
  void OnDue(int64_t now_ms);
  void ConnectIfDue(int64_t now_ms);
  void Disconnect() noexcept;
  int64_t SilentAtMs() const noexcept;
  int64_t PingAtMs() const noexcept;
  int64_t NextDueMs() const noexcept;

  const SubscriberOptions options_;
  const std::unique_ptr<net::Connector> connector_;
  SubscriberObserver* const observer_;
  const SystemClock clock_;
  ServerClock server_clock_;  // the handshake learns it; nobody asks
  Backoff backoff_;
  net::DeadlineTimer timer_;
  net::Prepare turn_;
  Channels channels_;
  std::deque<Sent> sent_;  // commands whose answers are to come
  Status last_error_;
  int64_t connect_by_ms_ = kNever;  // while connecting
  int64_t retry_at_ms_ = 0;         // not to connect before
  int64_t close_at_ms_ = kNever;    // while no channel is wanted
  bool has_news_ = false;
  bool is_closed_ = false;
  Session session_;  // last, so that it goes first: its callbacks use the rest
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_SUBSCRIBER_H_
