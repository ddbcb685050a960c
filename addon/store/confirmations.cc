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
  TellAll([now_ms](RecordReader* reader) { reader->OnWritten(now_ms); });
  return redis::ReplyVerdict::kDone;
}

// All of them have inserted, whatever became of the TIME.
void Confirmations::OnFailure(Status) noexcept {
  TellAll([](RecordReader* reader) { reader->OnFailed(StatusCode::kOutcomeUnknown); });
}

// A reader that is told may make another one wait, for another TIME.
template <typename Tell>
void Confirmations::TellAll(Tell tell) noexcept {
  std::vector<RecordReader*> told = std::exchange(waiting_, std::move(told_));
  for (RecordReader* reader : told) tell(reader);
  told.clear();
  told_ = std::move(told);
}

}  // namespace onceonly::store
