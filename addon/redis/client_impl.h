// The inside of Client: the queue of requests that wait, the timer, and when to connect.
#ifndef ONCEONLY_REDIS_CLIENT_IMPL_H_
#define ONCEONLY_REDIS_CLIENT_IMPL_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "net/deadline_timer.h"
#include "net/prepare.h"
#include "redis/backoff.h"
#include "redis/breaker.h"
#include "redis/client.h"
#include "redis/connection.h"
#include "redis/demotion.h"
#include "redis/server_clock.h"

namespace onceonly::redis {

// All work is done in one of three ways in from the loop: the turn (prepare), the timer, and the
// connection. Send() only queues, so that it may be called from inside any of them.
class Client::Impl final : private ConnectionListener {
 public:
  Impl(const Client* client, net::EventLoop* loop, ClientOptions options,
       std::unique_ptr<net::Connector> connector, ClientObserver* observer);

  void Send(OwnedRequest request, int64_t timeout_ms, WhenDown when_down);
  void Close();

  ClientState state() const noexcept;
  Status last_error() const noexcept { return last_error_; }
  size_t under_way() const noexcept { return under_way_; }
  int64_t ToServerMs(int64_t local_ms) const noexcept;
  bool knows_server_time() const noexcept { return server_clock_.is_known(); }
  void LearnServerTime(int64_t server_now_ms) noexcept;

 private:
  // Holds OnBatchEnd back until the outermost way in is left.
  class Batch {
   public:
    explicit Batch(Impl* impl) noexcept : impl_(impl) { impl_->EnterBatch(); }
    ~Batch() { impl_->LeaveBatch(); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    Impl* impl_;
  };
  void EnterBatch() noexcept { ++batch_depth_; }
  void LeaveBatch() noexcept;

  void OnReadBegin(int64_t now_ms) noexcept override;
  void OnReadEnd() noexcept override;
  Status OnSetupReply(size_t index, const resp::Reply& reply) noexcept override;
  void OnReady() noexcept override;
  void OnReply(Pending sent, const resp::Reply& reply) noexcept override;
  void OnBroken(Status why) noexcept override;

  void OnTurn();
  void Flush(int64_t now_ms);
  void EncodeLast(int64_t now_ms);
  void LeaveToTimer(std::vector<Pending> late, int64_t now_ms);
  void StartConnecting(int64_t now_ms);
  // Gives an attempt up that nothing waits for any more.
  void StopConnecting();
  // Notes a failure in the breaker and gives the moment of the next attempt.
  int64_t RetryAtMs(Status why, int64_t now_ms);

  void OnDue(int64_t now_ms);
  void CheckConnection(int64_t now_ms);
  // Whether a connection is worth an attempt of its own.
  bool WantsConnection() const noexcept { return !queue_.empty() || breaker_.is_open(); }
  void ConnectIfDue(int64_t now_ms);
  void FailExpired(int64_t now_ms);
  int64_t NextDueMs() const noexcept;

  std::vector<OwnedRequest> TakeExpiredFromQueue(int64_t now_ms);
  void Fail(OwnedRequest request, Status why) noexcept;
  void FailQueue(Status why) noexcept;
  Status NeverSent() const noexcept;

  const Client* client_;
  const ClientOptions options_;
  const std::unique_ptr<net::Connector> connector_;
  ClientObserver* const observer_;
  const SystemClock clock_;
  ServerClock server_clock_;
  Backoff backoff_;
  Breaker breaker_;
  Demotion demotion_;
  net::DeadlineTimer timer_;
  net::Prepare turn_;
  std::deque<Pending> queue_;  // not written yet
  resp::CommandWriter out_;    // one write after another, in the same memory
  size_t under_way_ = 0;       // requests that have not ended: queued, in flight or in a callback
  Status last_error_;
  int64_t connect_by_ms_ = kNever;  // while connecting
  int64_t retry_at_ms_ = 0;         // not to connect before
  int64_t last_send_ms_ = 0;
  int64_t read_ms_ = 0;  // when the replies that are being handed over arrived
  int batch_depth_ = 0;
  Status reopen_why_;  // not ok: close the connection when this read is done
  bool batch_has_calls_ = false;
  bool is_reading_ = false;
  bool is_closed_ = false;
  Connection connection_;  // last, so that it goes first: its callbacks use the rest
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_CLIENT_IMPL_H_
