// One command on its way to a server, and what becomes of it.
#ifndef ONCEONLY_REDIS_REQUEST_H_
#define ONCEONLY_REDIS_REQUEST_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "base/status.h"
#include "redis/key_slot.h"
#include "redis/server_clock.h"
#include "resp/command.h"
#include "resp/reply.h"

namespace onceonly::redis {

// What a request makes of its reply. kResend: encode and send me once more, in what is left of my
// timeout. Safe only where the reply says that nothing ran.
enum class ReplyVerdict : uint8_t { kDone, kResend };

// A client owns it from Send() on, calls it from the event loop, and lets it go after its last
// call, which is OnFailure or an OnReply that says kDone.
class Request {
 public:
  virtual ~Request() = default;

  // Appends exactly one command. Runs when the connection is ready, so that `clock` is known, and
  // again after kResend. `clock` is that of the server which the command goes to. `deadline_ms` is
  // the end of the request's timeout (Clock::NowMs of SystemClock).
  virtual void Encode(resp::CommandWriter& out, const ServerClock& clock, int64_t deadline_ms) = 0;
  // `reply` is valid during the call only; an error reply comes here too. `clock` is that of the
  // server which sent it, for what the reply tells of its time.
  virtual ReplyVerdict OnReply(const resp::Reply& reply, ServerClock& clock) noexcept = 0;
  virtual void OnFailure(Status why) noexcept = 0;

  // The slot of its key, by which a client of several servers chooses one; none: any will do.
  virtual std::optional<KeySlot> key_slot() const noexcept { return std::nullopt; }

  // Nobody owns it any more. Override this to use it again.
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

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_REQUEST_H_
