#include "redis/pipeline.h"

#include <algorithm>
#include <utility>

namespace onceonly::redis {

bool Pipeline::Encode(resp::CommandWriter& out, const ServerClock& clock, size_t room,
                      int64_t now_ms) {
  std::vector<Pending> late;
  while (!waiting_.empty() && out.size() < room) {
    Pending next = std::move(waiting_.front());
    waiting_.pop_front();
    if (next.deadline_ms <= now_ms) {
      late.push_back(std::move(next));
    } else {
      EncodeNow(std::move(next), out, clock, now_ms);
    }
  }
  std::for_each(late.rbegin(), late.rend(),
                [this](Pending& pending) { waiting_.push_front(std::move(pending)); });
  return !late.empty();
}

void Pipeline::EncodeNow(Pending pending, resp::CommandWriter& out, const ServerClock& clock,
                         int64_t now_ms) {
  pending.request->Encode(out, clock, pending.deadline_ms);
  in_flight_.push_back({std::move(pending), now_ms});
}

Pending Pipeline::TakeAnswered() {
  Pending answered = std::move(in_flight_.front().pending);
  in_flight_.pop_front();
  return answered;
}

std::vector<OwnedRequest> Pipeline::TakeExpiredWaiting(int64_t now_ms) {
  std::vector<OwnedRequest> expired;
  std::deque<Pending> kept;
  for (Pending& pending : waiting_) {
    if (pending.deadline_ms <= now_ms) {
      expired.push_back(std::move(pending.request));
    } else {
      kept.push_back(std::move(pending));
    }
  }
  waiting_ = std::move(kept);
  return expired;
}

std::vector<OwnedRequest> Pipeline::GiveUpExpired(int64_t now_ms) {
  std::vector<OwnedRequest> expired;
  for (Sent& sent : in_flight_) {
    if (!sent.pending.request || sent.pending.deadline_ms > now_ms) continue;
    expired.push_back(std::move(sent.pending.request));
  }
  return expired;
}

std::vector<OwnedRequest> Pipeline::TakeWithKeys() {
  std::vector<OwnedRequest> taken;
  for (Pending& pending : waiting_) {
    if (pending.request->key_slot()) taken.push_back(std::move(pending.request));
  }
  std::erase_if(waiting_, [](const Pending& pending) { return pending.request == nullptr; });
  return taken;
}

std::vector<OwnedRequest> Pipeline::TakeWaiting() {
  std::vector<OwnedRequest> taken;
  for (Pending& pending : waiting_) taken.push_back(std::move(pending.request));
  waiting_.clear();
  return taken;
}

std::vector<OwnedRequest> Pipeline::TakeInFlight() {
  std::vector<OwnedRequest> taken;
  for (Sent& sent : in_flight_) {
    if (sent.pending.request) taken.push_back(std::move(sent.pending.request));
  }
  in_flight_.clear();
  return taken;
}

int64_t Pipeline::NextDeadlineMs() const noexcept {
  int64_t next_ms = kNever;
  for (const Pending& pending : waiting_) next_ms = std::min(next_ms, pending.deadline_ms);
  for (const Sent& sent : in_flight_) {
    if (sent.pending.request) next_ms = std::min(next_ms, sent.pending.deadline_ms);
  }
  return next_ms;
}

}  // namespace onceonly::redis
