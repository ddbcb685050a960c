// One question to a Redis server about one record, in the form that the server knows.
//
//   form      command                    -> next form
//   kSet      SET with NX and GET        -> kLook (the server writes nothing now, or knows no such
//                                           SET)
//   kInsert   the script insert-2        -> kLook (the server writes nothing now)
//   kSetIf    SET with IFEQ              -> kLook (another record), kSwap (full, or not known)
//   kSwap     the script swap-2
//   kLook     the script look-2
//
// A script is sent as its text where the server holds it no more.
#ifndef ONCEONLY_STORE_RECORD_REQUEST_H_
#define ONCEONLY_STORE_RECORD_REQUEST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "redis/request.h"
#include "store/confirmations.h"
#include "store/free_list.h"
#include "store/record_server.h"
#include "store/scripts.h"
#include "store/server_check.h"

namespace onceonly::store {

// Shared by all questions to a server. Outlives them.
struct RecordHost {
  ServerCheck* check;
  std::string key_head;      // "<prefix>:result:{"
  std::string channel_head;  // "<prefix>:done:{"
  Confirmations confirmations;
  const Script insert = PrepareScript("insert-2");
  const Script look = PrepareScript("look-2");
  const Script swap = PrepareScript("swap-2");
};

class RecordRequest final : public redis::Request {
 public:
  using FreeRequests = FreeList<RecordRequest>;

  // All outlive the request, which goes to `free` when it has ended; the texts are there until the
  // reader is called. `refuses_late`: the text does not say until when it holds.
  static redis::OwnedRequest Insert(RecordHost* host, FreeRequests* free, RecordReader* reader,
                                    std::string_view id, std::string_view text, int64_t px_ms,
                                    bool refuses_late);
  static redis::OwnedRequest Look(RecordHost* host, FreeRequests* free, RecordReader* reader,
                                  std::string_view id);
  static redis::OwnedRequest Swap(RecordHost* host, FreeRequests* free, RecordReader* reader,
                                  std::string_view id, std::string_view expected,
                                  const Decision& decision, bool tells_watches);

  void Encode(resp::CommandWriter& out, const redis::ServerClock& clock,
              int64_t deadline_ms) override;
  redis::ReplyVerdict OnReply(const resp::Reply& reply,
                              redis::ServerClock& clock) noexcept override;
  std::optional<redis::KeySlot> key_slot() const noexcept override { return redis::SlotOfKey(id_); }
  void OnFailure(Status why) noexcept override { reader_->OnFailed(why); }
  void LetGo() noexcept override;

 private:
  enum class Form : uint8_t { kSet, kInsert, kSetIf, kSwap, kLook };

  RecordRequest(RecordHost* host, FreeRequests* free) : host_(host), free_(free) {}

  static std::unique_ptr<RecordRequest> Take(RecordHost* host, FreeRequests* free,
                                             RecordReader* reader, std::string_view id, Form form);

  Form KnownForm() const noexcept;
  void EncodeSet(resp::CommandWriter& out) const;
  void EncodeSetIf(resp::CommandWriter& out) const;
  void EncodeInsert(resp::CommandWriter& out, int64_t not_after_ms) const;
  void EncodeSwap(resp::CommandWriter& out, int64_t not_after_ms) const;
  void BeginCall(resp::CommandWriter& out, const Script& script, size_t arguments) const;

  redis::ReplyVerdict OnError(std::string_view error) noexcept;
  redis::ReplyVerdict SendAgainAs(Form form) noexcept;
  void OnInserted(const resp::Reply& reply) noexcept;
  void OnFound(const resp::Reply& reply, redis::ServerClock& clock) noexcept;

  RecordHost* const host_;
  FreeRequests* const free_;
  RecordReader* reader_ = nullptr;
  std::string_view id_;
  Form form_ = Form::kLook;
  bool sends_text_ = false;
  StatusCode refused_ = StatusCode::kOk;  // why nothing was inserted, while it looks
  std::string_view expected_;
  std::string_view text_;
  int64_t px_ms_ = 0;
  const Decision* decision_ = nullptr;
  bool wakes_ = false;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_RECORD_REQUEST_H_
