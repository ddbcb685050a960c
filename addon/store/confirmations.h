// The insertions that wait to hear the server's time.
#ifndef ONCEONLY_STORE_CONFIRMATIONS_H_
#define ONCEONLY_STORE_CONFIRMATIONS_H_

#include <cstdint>

#include "redis/request.h"
#include "store/record_server.h"
#include "store/told_later.h"

namespace onceonly::store {

// A plain SET cannot refuse itself when it comes late. So one TIME follows the insertions of each
// write, and no insertion is reported before it agrees. The server answers in order: every
// insertion that waits when a TIME is answered came before it.
class Confirmations final : public redis::Request {
 public:
  // An insertion was encoded, which has to end by then.
  void Expect(int64_t deadline_ms) noexcept;
  // It was made.
  void Wait(RecordReader* reader) { waiting_.Add(reader); }

  // The TIME behind the insertions that were encoded since the last one, if there are any.
  redis::Pending Take() noexcept;

  void Encode(resp::CommandWriter& out, const redis::ServerClock& clock,
              int64_t deadline_ms) override;
  redis::ReplyVerdict OnReply(const resp::Reply& reply,
                              redis::ServerClock& clock) noexcept override;
  void OnFailure(Status why) noexcept override;
  // The same object stands for every TIME that is on its way: none has anything of its own.
  void LetGo() noexcept override {}

 private:
  ToldLater<RecordReader> waiting_;
  bool is_wanted_ = false;
  int64_t deadline_ms_ = 0;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_CONFIRMATIONS_H_
