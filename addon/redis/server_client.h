// The pipelining client of one server: a Link, and the Pipeline of what goes over it.
//
// - Connects when a request waits, never before and never for nothing.
// - All requests sent in one turn of the loop leave in one write. All replies of one read are
//   handed over before OnBatchEnd.
// - While the server is known to be down, requests that do not wait fail with kBreakerOpen at once.
//   It is looked for once a second, for a minute after the last request. These probes do not keep
//   the loop alive, beyond what an attempt under way does.
// - A new password of the stream is told to the server as one more request.
// - A server that refuses writes for a second (READONLY, MASTERDOWN) is left: its name may lead to
//   another one by now. One that must be a primary is left at the first such refusal.
#ifndef ONCEONLY_REDIS_SERVER_CLIENT_H_
#define ONCEONLY_REDIS_SERVER_CLIENT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "net/deadline_timer.h"
#include "net/endpoint.h"
#include "net/event_loop.h"
#include "net/prepare.h"
#include "net/transport.h"
#include "redis/client.h"
#include "redis/demotion.h"
#include "redis/link.h"
#include "redis/options.h"
#include "redis/pipeline.h"
#include "redis/request.h"
#include "redis/server_clock.h"
#include "resp/command.h"

namespace onceonly::redis {

struct ClientOptions {
  net::Endpoint endpoint = kDefaultEndpoint;
  ConnectionOptions connection;
  // Requests waiting and in flight together; beyond: kQueueFull.
  size_t max_queued = 10'000;
};

// All work is done in one of three ways in from the loop: the turn (prepare), the timer, and the
// link. Send() only queues, so that it may be called from inside any of them.
class ServerClient final : public Client, private LinkListener {
 public:
  // `loop` and `observer` outlive the client.
  ServerClient(net::EventLoop* loop, ClientOptions options,
               std::unique_ptr<net::Connector> connector, ClientObserver* observer);
  // Closes it first, with all that Close() calls.
  ~ServerClient() override { ServerClient::Close(); }
  ServerClient(const ServerClient&) = delete;
  ServerClient& operator=(const ServerClient&) = delete;

  void Send(OwnedRequest request, int64_t timeout_ms,
            WhenDown when_down = WhenDown::kWaits) override;
  void Close() override;
  ClientState state() const noexcept override;
  Status last_error() const noexcept override { return link_.last_error(); }
  const ServerClock& ClockOf(std::string_view /*key*/) const noexcept override {
    return server_clock_;
  }
  // Replaces one command of ConnectionOptions::setup, for the connections to come.
  void SetSetup(size_t index, std::vector<std::string> command) {
    link_.SetSetup(index, std::move(command));
  }
  // There is news of the server: what waits for the next attempt to connect does not wait for long.
  void Hurry();
  // The server is of no use: it is left when what it has sent was read, and asked again as one that
  // refuses. Where nothing is under way the next request asks it. REQUIRES: called from inside a
  // request's OnReply.
  void Leave(Status why) noexcept { reopen_why_ = why; }
  // Requests that have not ended.
  size_t under_way() const noexcept { return under_way_; }

 private:
  // Holds OnBatchEnd back until the outermost way in is left.
  class Batch {
   public:
    explicit Batch(ServerClient* client) noexcept : client_(client) { client_->EnterBatch(); }
    ~Batch() { client_->LeaveBatch(); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    ServerClient* client_;
  };
  void EnterBatch() noexcept { ++batch_depth_; }
  void LeaveBatch() noexcept;

  bool WantsSession() const noexcept override;
  int64_t OldestUnansweredMs() const noexcept override { return pipeline_.OldestUnansweredMs(); }
  void OnReady() noexcept override;
  void OnEnd(Status why) noexcept override;
  void OnReadBegin(int64_t now_ms) noexcept override;
  void OnReadEnd() noexcept override;
  Status OnSetupReply(size_t index, const resp::Reply& reply) noexcept override;
  void OnReply(const resp::Reply& reply) noexcept override;
  void OnPassword(std::string_view password) noexcept override;

  void Queue(OwnedRequest request, int64_t timeout_ms, int64_t now_ms);
  void OnTurn();
  void Flush(int64_t now_ms);
  void EncodeLast(int64_t now_ms);
  void OnDue(int64_t now_ms);
  void FailExpired(int64_t now_ms);
  void Fail(OwnedRequest request, Status why) noexcept;
  void FailAll(std::vector<OwnedRequest> requests, Status why) noexcept;
  Status NeverSent() const noexcept;

  const size_t max_queued_;
  const std::string username_;
  ClientObserver* const observer_;
  const SystemClock clock_;
  ServerClock server_clock_;
  Demotion demotion_;
  Pipeline pipeline_;
  net::DeadlineTimer timer_;
  net::Prepare turn_;
  resp::CommandWriter out_;  // one write after another, in the same memory
  size_t under_way_ = 0;     // requests that have not ended: in the pipeline or in a callback
  int64_t last_send_ms_ = 0;
  int64_t read_ms_ = 0;  // when the replies that are being handed over arrived
  int batch_depth_ = 0;
  Status reopen_why_;  // not ok: break the link when this read is done
  bool batch_has_calls_ = false;
  Link link_;  // last, so that it goes first: its callbacks use the rest
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_SERVER_CLIENT_H_
