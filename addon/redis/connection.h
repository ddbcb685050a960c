// One connection after another to one server: the stream, its handshake and the requests in flight
// on it.
#ifndef ONCEONLY_REDIS_CONNECTION_H_
#define ONCEONLY_REDIS_CONNECTION_H_

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "redis/client.h"
#include "redis/handshake.h"
#include "redis/reply.h"
#include "redis/reply_reader.h"
#include "redis/server_clock.h"
#include "redis/transport.h"

namespace onceonly::redis {

inline constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

// A request that has not ended, and when it must have (Clock::NowMs of SystemClock).
struct Pending {
  std::unique_ptr<Request> request;
  int64_t deadline_ms = 0;
};

// Called from the loop. Each may close the connection; none may open it.
class ConnectionListener {
 public:
  virtual ~ConnectionListener() = default;
  // Around everything that one read brings.
  virtual void OnReadBegin(int64_t now_ms) noexcept = 0;
  virtual void OnReadEnd() noexcept = 0;
  // An error says that the connection is of no use.
  virtual Status OnSetupReply(size_t index, const Reply& reply) noexcept = 0;
  virtual void OnReady() noexcept = 0;
  virtual void OnReply(Pending sent, const Reply& reply) noexcept = 0;
  // The connection is of no use any more and waits to be closed.
  virtual void OnBroken(Status why) noexcept = 0;
};

class Connection final : private TransportListener {
 public:
  // All outlive the connection.
  Connection(const ClientOptions* options, ServerClock* clock, ConnectionListener* listener);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // REQUIRES: closed.
  void Open(std::unique_ptr<Transport> transport);
  // Gives back the requests that were written and not answered, oldest first.
  std::vector<std::unique_ptr<Request>> Close();

  bool is_open() const noexcept { return transport_ != nullptr; }
  bool is_ready() const noexcept { return is_ready_; }

  // How much more may be written before the server has taken what waits. REQUIRES is_ready(), like
  // the next.
  size_t writable_bytes() const noexcept;
  // `bytes` are the commands of `requests`, in order.
  void Write(std::string bytes, std::vector<Pending> requests, int64_t now_ms);

  // Counts also the requests that were given up: their replies are still to come.
  size_t in_flight() const noexcept { return in_flight_.size(); }
  // Gives up the requests whose time has passed; their replies are dropped.
  std::vector<std::unique_ptr<Request>> TakeExpired(int64_t now_ms);
  // When the server has been silent for too long, with replies still to come; else kNever.
  int64_t SilentAtMs() const noexcept;
  // The earliest deadline of a request in flight.
  int64_t FirstDeadlineMs() const noexcept;

 private:
  struct Sent {
    Pending pending;  // without a request once that was given up
    int64_t sent_ms;
  };

  void OnConnected() noexcept override;
  void OnBytes(std::string_view bytes) noexcept override;
  void OnClosed(Status why) noexcept override;

  void ReadReplies(int64_t now_ms) noexcept;
  void TakeReply(const Reply& reply, int64_t now_ms) noexcept;
  void TakeHandshakeReply(const Reply& reply, int64_t now_ms) noexcept;

  const ClientOptions* options_;
  ConnectionListener* listener_;
  SystemClock clock_;
  Handshake handshake_;
  ReplyReader reader_;
  std::unique_ptr<Transport> transport_;
  std::deque<Sent> in_flight_;
  int64_t last_byte_ms_ = 0;
  bool is_ready_ = false;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_CONNECTION_H_
