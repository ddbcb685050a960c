// One connection after another to one server: a session and the requests in flight on it.
#ifndef ONCEONLY_REDIS_CONNECTION_H_
#define ONCEONLY_REDIS_CONNECTION_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "net/deadline_timer.h"
#include "redis/client.h"
#include "redis/session.h"

namespace onceonly::redis {

class ConnectionListener : public SessionListener {
 public:
  virtual void OnReply(Pending sent, const resp::Reply& reply) noexcept = 0;
};

class Connection final : private ReplyListener {
 public:
  // All outlive the connection.
  Connection(const ConnectionOptions* options, ServerClock* clock, ConnectionListener* listener);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // REQUIRES: closed.
  void Open(std::unique_ptr<net::Transport> transport) { session_.Open(std::move(transport)); }
  // Gives back the requests that were written and not answered, oldest first.
  std::vector<OwnedRequest> Close();

  bool is_open() const noexcept { return session_.is_open(); }
  bool is_ready() const noexcept { return session_.is_ready(); }

  // How much more may be written before the server has taken what waits. REQUIRES is_ready(), like
  // the next.
  size_t writable_bytes() const noexcept { return session_.writable_bytes(); }
  // `request` is the next one whose command is written.
  void Expect(Pending request, int64_t now_ms) {
    in_flight_.push_back({std::move(request), now_ms});
  }
  // The commands of all requests that were announced by Expect() since the last Write().
  void Write(std::string_view bytes) { session_.Write(bytes); }

  // Counts also the requests that were given up: their replies are still to come.
  size_t in_flight() const noexcept { return in_flight_.size(); }
  // Gives up the requests whose time has passed; their replies are dropped.
  std::vector<OwnedRequest> TakeExpired(int64_t now_ms);
  // When the server has been silent for too long, with replies still to come; else kNever.
  int64_t SilentAtMs() const noexcept;
  // The earliest deadline of a request in flight.
  int64_t FirstDeadlineMs() const noexcept;

 private:
  struct Sent {
    Pending pending;  // without a request once that was given up
    int64_t sent_ms;
  };

  void OnReply(const resp::Reply& reply) noexcept override;

  const ConnectionOptions* options_;
  ConnectionListener* listener_;
  std::deque<Sent> in_flight_;
  Session session_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_CONNECTION_H_
