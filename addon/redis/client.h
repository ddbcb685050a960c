// What sends requests to Redis. `server_client.h` is the client of one server.
#ifndef ONCEONLY_REDIS_CLIENT_H_
#define ONCEONLY_REDIS_CLIENT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/status.h"
#include "redis/request.h"
#include "redis/server_clock.h"
#include "resp/reply.h"

namespace onceonly::redis {

// What a request does while the server is known to be down.
enum class WhenDown : uint8_t { kWaits, kFails };

// kWaiting: requests wait for the next attempt to connect. kDown: the server is known to be down.
enum class ClientState : uint8_t { kIdle, kConnecting, kReady, kWaiting, kDown, kClosed };

// - A request that was never written fails with a code of Retry::kSafe, one that was written and
//   lost its reply with kOutcomeUnknown. The client sends nothing again on its own; a request asks
//   for it by its ReplyVerdict.
// - Every request ends by its timeout.
// - The loop is kept alive exactly while requests are under way.
class Client {
 public:
  virtual ~Client() = default;

  // Takes the request on. May fail it at once (kClosed, kQueueFull, kBreakerOpen) from inside this
  // call.
  virtual void Send(OwnedRequest request, int64_t timeout_ms,
                    WhenDown when_down = WhenDown::kWaits) = 0;
  // Fails everything under way from inside this call (written: kOutcomeUnknown, others: kClosed).
  // Idempotent.
  virtual void Close() = 0;

  virtual ClientState state() const noexcept = 0;
  // Why the last connection ended or could not be made; kOk before the first failure and while
  // connected.
  virtual Status last_error() const noexcept = 0;
  // The clock of the server that holds a key.
  virtual const ServerClock& ClockOf(std::string_view key) const noexcept = 0;
};

// Who made the client. Called from the loop, and from inside Close().
class ClientObserver {
 public:
  virtual ~ClientObserver() = default;
  // After the last OnReply / OnFailure of one read, timer or close.
  virtual void OnBatchEnd() noexcept = 0;
  // The reply to the command `index` of ConnectionOptions::setup, on every new connection; valid
  // during the call only. An error says that this server is of no use.
  virtual Status OnSetupReply(size_t /*index*/, const resp::Reply& /*reply*/) noexcept {
    return {};
  }
  // A connection is ready. Requests with a key that wait for it fail with a status that is not ok.
  virtual Status OnReady() noexcept { return {}; }
  // All commands of a turn are encoded: one more request that is to follow them in the same write.
  // Asked again and again until there is none.
  virtual Pending LastOfTurn() noexcept { return {}; }
  // Whether what waits is to wait for a reply that is still to come. Each read is followed by a
  // turn.
  virtual bool HoldsWrites() const noexcept { return false; }
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_CLIENT_H_
