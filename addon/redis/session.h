// One stream after another to one server, each logged in before it is used.
#ifndef ONCEONLY_REDIS_SESSION_H_
#define ONCEONLY_REDIS_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/status.h"
#include "net/transport.h"
#include "redis/handshake.h"
#include "redis/options.h"
#include "redis/server_clock.h"
#include "resp/reply.h"
#include "resp/reply_reader.h"

namespace onceonly::redis {

// Who looks after the stream. Called from the loop. Each may close the session; none may open it.
class SessionListener {
 public:
  virtual ~SessionListener() = default;
  virtual void OnReady() noexcept = 0;
  // The stream is of no use any more and waits to be closed.
  virtual void OnBroken(Status why) noexcept = 0;
};

// Who reads it. Called from the loop. Each may close the session; none may open it.
class ReplyListener {
 public:
  virtual ~ReplyListener() = default;
  // Around everything that one read brings.
  virtual void OnReadBegin(int64_t now_ms) noexcept = 0;
  virtual void OnReadEnd() noexcept = 0;
  // The reply to the command `index` of ConnectionOptions::setup. An error says that the stream is
  // of no use.
  virtual Status OnSetupReply(size_t /*index*/, const resp::Reply& /*reply*/) noexcept {
    return {};
  }
  // Each reply after those of the handshake; valid during the call only.
  virtual void OnReply(const resp::Reply& reply) noexcept = 0;
  // The login of the stream needs another password by now; valid during the call only.
  virtual void OnPassword(std::string_view /*password*/) noexcept {}
};

class Session final : private net::TransportListener {
 public:
  // All outlive the session. `local` gives the moments of all calls.
  Session(const Clock* local, const ConnectionOptions* options, ServerClock* server_clock,
          SessionListener* listener, ReplyListener* replies);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // REQUIRES: closed. Code of the application may run inside, which may close the session.
  void Open(std::unique_ptr<net::Transport> transport);
  void Close() noexcept;

  bool is_open() const noexcept { return transport_ != nullptr; }
  bool is_ready() const noexcept { return is_ready_; }
  // Whether a reply that is no error has come after those of the handshake. Holds beyond Close().
  bool has_answered() const noexcept { return has_answered_; }
  // When the server was last heard of.
  int64_t last_byte_ms() const noexcept { return last_byte_ms_; }

  // How much more may be written before the server has taken what waits. REQUIRES is_ready(), like
  // the next.
  size_t writable_bytes() const noexcept;
  void Write(std::string_view bytes) { transport_->Write(bytes); }

 private:
  void OnConnected() noexcept override;
  void OnBytes(std::string_view bytes) noexcept override;
  void OnPassword(std::string_view password) noexcept override { replies_->OnPassword(password); }
  void OnClosed(Status why) noexcept override;

  void ReadReplies() noexcept;
  void TakeHandshakeReply(const resp::Reply& reply) noexcept;

  const Clock* local_;
  const ConnectionOptions* options_;
  ServerClock* server_clock_;
  SessionListener* listener_;
  ReplyListener* replies_;
  Handshake handshake_;
  resp::ReplyReader reader_;
  std::unique_ptr<net::Transport> transport_;
  int64_t last_byte_ms_ = 0;
  bool is_ready_ = false;
  bool has_answered_ = false;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_SESSION_H_
