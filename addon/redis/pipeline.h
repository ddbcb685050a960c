// The requests of one server: those that wait for their turn, and those that wait for a reply.
//
// It knows no connection and no clock: its owner says what time it is, and moves the bytes.
#ifndef ONCEONLY_REDIS_PIPELINE_H_
#define ONCEONLY_REDIS_PIPELINE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "redis/request.h"
#include "redis/server_clock.h"
#include "resp/command.h"

namespace onceonly::redis {

class Pipeline {
 public:
  bool has_waiting() const noexcept { return !waiting_.empty(); }
  // Replies that are still to come, also those to requests that were given up.
  size_t in_flight() const noexcept { return in_flight_.size(); }
  size_t size() const noexcept { return waiting_.size() + in_flight_.size(); }

  // At the end of those that wait.
  void Add(Pending pending) { waiting_.push_back(std::move(pending)); }

  // Encodes those that wait, oldest first, until `out` holds `room` bytes; from then on they are in
  // flight. Requests whose time has passed are left waiting. True if there are any.
  bool Encode(resp::CommandWriter& out, const ServerClock& clock, size_t room, int64_t now_ms);
  // Encodes one past those that wait.
  void EncodeNow(Pending pending, resp::CommandWriter& out, const ServerClock& clock,
                 int64_t now_ms);

  // The request that the next reply belongs to; without a request if that was given up.
  // REQUIRES: in_flight() > 0.
  Pending TakeAnswered();

  // Those whose time has passed, oldest first. In flight they are given up: a place is kept for the
  // reply, which is dropped.
  std::vector<OwnedRequest> TakeExpiredWaiting(int64_t now_ms);
  std::vector<OwnedRequest> GiveUpExpired(int64_t now_ms);
  // Those that wait and have a key, oldest first.
  std::vector<OwnedRequest> TakeWithKeys();
  // All of them, oldest first.
  std::vector<OwnedRequest> TakeWaiting();
  std::vector<OwnedRequest> TakeInFlight();

  // When the oldest request was sent to which the reply is still to come; kNever for none.
  int64_t OldestUnansweredMs() const noexcept {
    return in_flight_.empty() ? kNever : in_flight_.front().sent_ms;
  }
  // The earliest deadline; kNever for none.
  int64_t NextDeadlineMs() const noexcept;

 private:
  struct Sent {
    Pending pending;  // without a request once that was given up
    int64_t sent_ms;
  };

  std::deque<Pending> waiting_;
  std::deque<Sent> in_flight_;
};

}  // namespace onceonly::redis

#endif  // ONCEONLY_REDIS_PIPELINE_H_
