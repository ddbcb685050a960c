// Keeps one session with one server up while its owner wants one. The client and the subscriber are
// such owners, and a client of a cluster has one link per node.
//
//   state        comes in by                   waits for               goes to
//   kIdle        the start; an end when        a want                  kConnecting; kWaiting if
//                nobody wants a session                                the want comes too early
//   kWaiting     an end while it is wanted;    the moment of the       kConnecting; kIdle when
//                a want that comes too early   next attempt            nobody wants it
//   kConnecting  an attempt that is due        the last reply of the   kReady; kWaiting; kIdle
//                                              handshake               when nobody wants it
//   kReady       the last reply of the         an end; silence;        kWaiting; kIdle when
//                handshake                     linger_ms unwanted      nobody wants it
//   kClosed      Close()                       -                       -
//
// Rules for every owner:
//   late      An attempt that takes longer than connect_timeout_ms has failed. So has a session
//             whose server says nothing for command_timeout_ms while it owes a reply. If the loop
//             itself was late, net::DeadlineTimer lets waiting replies be read first.
//   backoff   The delay between two attempts grows. It is short again after a session that has
//             answered something other than an error. A good handshake is not enough: a proxy may
//             make one for a server that takes nothing.
//   news      An owner that learns of another server behind the endpoint, or that the server is up,
//             hurries the link: the next attempt comes within 50 ms. Two attempts of which the
//             second was hurried begin kHurryApartMs apart at least.
//   idle      A session that ends though nobody wants it costs no delay. Servers close such
//             sessions as they like.
//   refusal   A server that refuses the login, the setup or a command of the owner will refuse it
//             again. It is down, and asked again after 0.75 to 1 s. An owner may ask for a longer
//             rest.
//   down      A server is down when attempts have failed for a second, or after a refusal. It is
//             up after a good handshake, and forgotten in kIdle.
//   unwanted  An attempt that nobody wants any more is given up, unless an earlier one has failed:
//             its end says whether the server is down.
#ifndef ONCEONLY_REDIS_LINK_H_
#define ONCEONLY_REDIS_LINK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "net/endpoint.h"
#include "net/transport.h"
#include "redis/backoff.h"
#include "redis/breaker.h"
#include "redis/options.h"
#include "redis/server_clock.h"
#include "redis/session.h"

namespace onceonly::redis {

// Called from the loop, and from inside Update, Expire and Break. Each may close the link.
class LinkListener : public ReplyListener {
 public:
  // Whether a session is worth an attempt of its own.
  virtual bool WantsSession() const noexcept = 0;
  // When the oldest command was sent whose reply is still to come; kNever for none.
  virtual int64_t OldestUnansweredMs() const noexcept = 0;
  virtual void OnReady() noexcept = 0;
  // The session, or the attempt at one, is over, and what was not answered never will be. kOk:
  // nobody wanted it any more.
  virtual void OnEnd(Status why) noexcept = 0;
};

// The server answered, and will say the same as long as nobody changes a setting.
bool IsRefusal(StatusCode why) noexcept;

struct LinkOptions {
  net::Endpoint endpoint = kDefaultEndpoint;
  ConnectionOptions connection;
  int64_t linger_ms = kNever;  // how long a session outlives the last want
};

class Link final : private SessionListener {
 public:
  enum class State : uint8_t { kIdle, kWaiting, kConnecting, kReady, kClosed };

  // All outlive the link. `local` gives the moments of all calls. The link has no timer: its owner
  // calls Expire and Update by NextDueMs, and Update whenever its wants may have changed.
  Link(const Clock* local, LinkOptions options, std::unique_ptr<net::Connector> connector,
       ServerClock* server_clock, LinkListener* listener);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // Ends what has taken too long.
  void Expire(int64_t now_ms);
  // Connects, or lets go, as the owner wants it now. Code of the application may run inside.
  void Update(int64_t now_ms);
  // When Expire and Update have something to do, if nothing else happens before.
  int64_t NextDueMs() const noexcept;

  // There is news of the server. The owner looks at NextDueMs again.
  void Hurry(int64_t now_ms) noexcept;

  // Replaces one command of ConnectionOptions::setup, for the sessions to come.
  void SetSetup(size_t index, std::vector<std::string> command) {
    options_.connection.setup[index] = std::move(command);
  }

  // The owner finds its session of no use. The next attempt comes after `rest_ms` at the earliest.
  void Break(Status why, int64_t rest_ms = 0);
  // For good. OnEnd is not called.
  void Close() { Enter(State::kClosed, 0); }

  State state() const noexcept { return state_; }
  bool is_open() const noexcept { return state_ == State::kConnecting || is_ready(); }
  bool is_ready() const noexcept { return state_ == State::kReady; }
  bool is_closed() const noexcept { return state_ == State::kClosed; }
  // Whether the server is known to be out of reach, or to refuse.
  bool is_down() const noexcept { return breaker_.is_open(); }
  // Why the last session ended or could not be made; kOk before the first failure and while ready.
  Status last_error() const noexcept { return last_error_; }

  // When the server was last heard of.
  int64_t last_byte_ms() const noexcept { return session_.last_byte_ms(); }
  // When the server will have been silent for too long; kNever if it owes nothing.
  int64_t SilentAtMs() const noexcept;
  // How much more may be written before the server has taken what waits. REQUIRES is_ready(), like
  // the next.
  size_t writable_bytes() const noexcept { return session_.writable_bytes(); }
  void Write(std::string_view bytes) { session_.Write(bytes); }

  static constexpr int64_t kHurryApartMs = 250;

 private:
  void OnReady() noexcept override;
  void OnBroken(Status why) noexcept override { Break(why); }

  // The only place that changes the state. What it calls comes last.
  void Enter(State next, int64_t now_ms);
  // Nobody wants the session any more.
  void LetGo(int64_t now_ms);
  void NoteAnswers() noexcept;
  void End(Status why, int64_t now_ms);
  void Linger(bool is_wanted, int64_t now_ms) noexcept;
  // Notes a failure, and gives the moment of the next attempt.
  int64_t RetryAtMs(StatusCode why, int64_t now_ms) noexcept;

  const Clock* const local_;
  LinkOptions options_;
  const std::unique_ptr<net::Connector> connector_;
  LinkListener* const listener_;
  State state_ = State::kIdle;
  Backoff backoff_;
  Breaker breaker_;
  Status last_error_;
  int64_t connect_by_ms_ = kNever;  // while kConnecting
  int64_t close_at_ms_ = kNever;    // while kReady and not wanted
  int64_t retry_at_ms_ = 0;         // not to connect before
  int64_t attempted_ms_ = 0;        // when the last attempt began
  Session session_;                 // last, so that it goes first: its callbacks use the rest
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_LINK_H_
