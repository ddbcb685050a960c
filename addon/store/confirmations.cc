#include "store/confirmations.h"

#include <algorithm>
#include <utility>

namespace onceonly::store {

void Confirmations::Expect(int64_t deadline_ms) noexcept {
  deadline_ms_ = is_wanted_ ? std::max(deadline_ms_, deadline_ms) : deadline_ms;
  is_wanted_ = true;
}

redis::Pending Confirmations::Take() noexcept {
  if (!std::exchange(is_wanted_, false)) return {};
  return {redis::OwnedRequest(this), deadline_ms_};
}

void Confirmations::Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) {
  out.Begin(1);
  out.Arg("TIME");
}

redis::ReplyVerdict Confirmations::OnReply(const resp::Reply& reply,
                                           redis::ServerClock& clock) noexcept {
  if (reply.size() != 2) {
    OnFailure(StatusCode::kOutcomeUnknown);
    return redis::ReplyVerdict::kDone;
  }
  const int64_t now_ms = reply.at(0).integer() * 1000 + reply.at(1).integer() / 1000;
  clock.Learn(now_ms);
  waiting_.TellAll([now_ms](RecordReader* reader) { reader->OnWritten(now_ms); });
  return redis::ReplyVerdict::kDone;
}

// All of them have inserted, whatever became of the TIME.
void Confirmations::OnFailure(Status) noexcept {
  waiting_.TellAll([](RecordReader* reader) { reader->OnFailed(StatusCode::kOutcomeUnknown); });
}

}  // namespace onceonly::store
