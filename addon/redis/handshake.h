// What a new connection says before its first request, and what it makes of the answers.
#ifndef ONCEONLY_REDIS_HANDSHAKE_H_
#define ONCEONLY_REDIS_HANDSHAKE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "redis/options.h"
#include "redis/server_clock.h"
#include "resp/command.h"
#include "resp/reply.h"

namespace onceonly::redis {

// AUTH; the default user if `username` is empty.
void EncodeAuth(resp::CommandWriter& out, std::string_view username, std::string_view password);

// AUTH, SELECT, CLIENT SETNAME, TIME, HELLO and ConnectionOptions::setup, all in one write. Only
// AUTH and SELECT must succeed. HELLO is sent where the server must be a primary: every user may
// call it. A server that does not tell its role is taken for one.
class Handshake {
 public:
  Handshake(const ConnectionOptions* options, ServerClock* clock)
      : options_(options), clock_(clock) {}

  // Starts anew. `password` is empty for none.
  std::string Encode(std::string_view password);
  bool done() const noexcept { return next_ == steps_.size(); }
  // The next reply. An error means that the connection is of no use. REQUIRES !done().
  Status OnReply(const resp::Reply& reply) noexcept;
  // Which command of the setup the last reply belongs to, if any.
  std::optional<size_t> last_setup() const noexcept;

 private:
  enum class Step : uint8_t { kAuth, kSelect, kSetName, kTime, kRole, kSetup };

  static Status Judge(Step step, StatusCode error) noexcept;

  const ConnectionOptions* options_;
  ServerClock* clock_;
  std::vector<Step> steps_;
  size_t next_ = 0;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_HANDSHAKE_H_
