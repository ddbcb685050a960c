// A pipelining Redis client on one event loop. It knows RESP, connections and time, and nothing of
// idempotency.
//
// - Connects when a request waits, never before and never for nothing; reconnects with capped,
// jittered backoff.
// - All requests sent in one turn of the loop leave in one write; all replies of one read are
// handed over before
//   OnBatchEnd.
// - A request that was never written fails with a Retry::kSafe code, one that was written and lost
// its reply with
//   kOutcomeUnknown. The client resends nothing on its own; a request asks for it by its
//   ReplyVerdict.
// - Every request ends by its timeout. A server that answers nothing for command_timeout_ms while
// requests are in
//   flight is taken for dead: the connection is closed, and opened anew when a request waits.
// - The loop is kept alive exactly while requests are under way.
// - A server that cannot be reached for a second, or that refuses this client, is known to be down:
//   requests that do not wait fail with kBreakerOpen at once, and the server is looked for once a
//   second, for a minute after the last request. These probes do not keep the loop alive, beyond
//   what an attempt under way does.
#ifndef ONCEONLY_REDIS_CLIENT_H_
#define ONCEONLY_REDIS_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "net/event_loop.h"
#include "net/transport.h"
#include "redis/options.h"
#include "resp/command.h"
#include "resp/reply.h"

namespace onceonly::redis {

enum class ReplyVerdict : uint8_t { kDone, kResend };

class Client;

// One command on its way. The client owns it from Send() on and lets it go after its last call.
class Request {
 public:
  virtual ~Request() = default;
  // Appends exactly one command. Runs when the connection is ready, so that `client.ToServerMs` is
  // known; runs again after kResend. `deadline_ms` is the end of its timeout (Clock::NowMs of
  // SystemClock).
  virtual void Encode(resp::CommandWriter& out, const Client& client, int64_t deadline_ms) = 0;
  // `reply` is valid during the call only; an error reply comes here too. kResend: encode and send
  // me once more, in what is left of my timeout (safe only when the reply says that nothing ran).
  virtual ReplyVerdict OnReply(const resp::Reply& reply) noexcept = 0;
  virtual void OnFailure(Status why) noexcept = 0;
  // Nobody owns it any more: one that is to be used again says so by another body.
  virtual void LetGo() noexcept { delete this; }
};

struct RequestOwner {
  void operator()(Request* request) const noexcept { request->LetGo(); }
};
using OwnedRequest = std::unique_ptr<Request, RequestOwner>;

// A request, and when it must have ended (Clock::NowMs of SystemClock).
struct Pending {
  OwnedRequest request;
  int64_t deadline_ms = 0;
};

// What a request does while the server is known to be down.
enum class WhenDown : uint8_t { kWaits, kFails };

struct ClientOptions {
  net::Endpoint endpoint = kDefaultEndpoint;
  ConnectionOptions connection;
  // Requests under way, queued and in flight together; beyond: kQueueFull.
  size_t max_queued = 10'000;
};

// kWaiting: requests wait for the next attempt to connect. kDown: the server is known to be down.
enum class ClientState : uint8_t { kIdle, kConnecting, kReady, kWaiting, kDown, kClosed };

class ClientObserver {
 public:
  virtual ~ClientObserver() = default;
  // After the last OnReply / OnFailure of one read, timer or close.
  virtual void OnBatchEnd() noexcept = 0;
  // The reply to the command `index` of ClientOptions::setup, on every new connection; valid during
  // the call only.
  // An error says that this server is of no use.
  virtual Status OnSetupReply(size_t /*index*/, const resp::Reply& /*reply*/) noexcept {
    return {};
  }
  // All commands of a turn are encoded: one more request that is to follow them in the same write,
  // or none.
  virtual Pending LastOfTurn() noexcept { return {}; }
};

class Client final {
 public:
  // `loop` and `observer` outlive the client.
  Client(net::EventLoop* loop, ClientOptions options, std::unique_ptr<net::Connector> connector,
         ClientObserver* observer);
  // Closes it first, with all that Close() calls.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Takes the request on. May fail it at once (kClosed, kQueueFull, kBreakerOpen) from inside this
  // call.
  void Send(OwnedRequest request, int64_t timeout_ms, WhenDown when_down = WhenDown::kWaits);
  // Fails everything under way from inside this call (written: kOutcomeUnknown, others: kClosed).
  // Idempotent.
  void Close();

  ClientState state() const noexcept;
  // Why the last connection ended or could not be made; kOk before the first failure and while
  // connected.
  Status last_error() const noexcept;
  size_t under_way() const noexcept;

  // The server's clock (milliseconds since 1970) at a moment of the local clock (Clock::NowMs of
  // SystemClock). Learned from TIME in the handshake and from every LearnServerTime. An estimate
  // that is early by at most the age of the reply it comes from, never late by more than the clocks
  // drift.
  int64_t ToServerMs(int64_t local_ms) const noexcept;
  // Whether any server has said what time it is.
  bool knows_server_time() const noexcept;
  void LearnServerTime(int64_t server_now_ms) noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_CLIENT_H_
