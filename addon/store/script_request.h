// One call of a script on its way through the client, from arguments to answer.
#ifndef ONCEONLY_STORE_SCRIPT_REQUEST_H_
#define ONCEONLY_STORE_SCRIPT_REQUEST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "core/store.h"
#include "redis/client.h"
#include "store/answers.h"
#include "store/free_list.h"
#include "store/scripts.h"
#include "store/verb_codec.h"

namespace onceonly::store {

// What all requests of a store have in common. Outlives them.
struct ScriptHost {
  core::AnswerSink* sink;
  redis::Client* client;
  std::string lock_head;    // "<prefix>:lock:{"
  std::string result_head;  // "<prefix>:result:{"
};

// A call that is about no single key is made with the names that an empty id gives.
template <typename Call>
std::string_view IdOf(const Call& args) noexcept {
  return args.id;
}
inline std::string_view IdOf(const core::ScanCall&) noexcept { return {}; }

template <typename Verb>
class ScriptRequest final : public redis::Request {
 public:
  using FreeRequests = FreeList<ScriptRequest>;

  // All outlive the request, which goes to `free` when it has ended.
  static redis::OwnedRequest Make(const ScriptHost* host, const Script* script, FreeRequests* free,
                                  core::CallId call, const typename Verb::Call& args) {
    std::unique_ptr<ScriptRequest> request = free->Take();
    if (request == nullptr) request.reset(new ScriptRequest(host, script, free));
    request->Take(call, args);
    return redis::OwnedRequest(request.release());
  }

  void Encode(redis::CommandWriter& out, const redis::Client& client,
              int64_t deadline_ms) override {
    deadline_ms_ = deadline_ms;
    out.Begin(kHeadArguments + kKeys + Verb::kArguments);
    out.Raw(sends_text_ ? script_->eval_head : script_->call_head);
    out.Arg(host_->lock_head, IdOf(args_), "}");
    out.Arg(host_->result_head, IdOf(args_), "}");
    Verb::Encode(args_, client.ToServerMs(deadline_ms), out);
  }

  redis::ReplyVerdict OnReply(const redis::Reply& reply) noexcept override {
    if (reply.is_error()) return OnErrorReply(redis::ServerErrorCode(reply.text()));
    if (const int64_t now_ms = ServerNowMs(reply)) host_->client->LearnServerTime(now_ms);
    core::Answer answer = Verb::Decode(reply);
    // Nothing ran: the server's clock was misjudged, and is known better now.
    if (answer.code == core::AnswerCode::kLate && SystemClock().NowMs() < deadline_ms_) {
      return redis::ReplyVerdict::kResend;
    }
    host_->sink->OnAnswer(call_, std::move(answer));
    return redis::ReplyVerdict::kDone;
  }

  void OnFailure(Status why) noexcept override { host_->sink->OnAnswer(call_, FailedAnswer(why)); }

  void LetGo() noexcept override {
    std::unique_ptr<ScriptRequest> self(this);
    if (texts_.capacity() <= kMaxKeptTexts) free_->Put(std::move(self));
  }

 private:
  static constexpr size_t kKeys = 2;
  static constexpr size_t kMaxKeptTexts = 4096;

  ScriptRequest(const ScriptHost* host, const Script* script, FreeRequests* free)
      : host_(host), script_(script), free_(free) {}

  // Keeps all texts of the call, one behind the other.
  void Take(core::CallId call, const typename Verb::Call& args) {
    call_ = call;
    sends_text_ = false;
    args_ = args;
    size_t size = 0;
    for (const auto text : Verb::kTexts) size += (args.*text).size();
    texts_.clear();
    texts_.reserve(size);
    for (const auto text : Verb::kTexts) {
      const size_t at = texts_.size();
      texts_.append(args.*text);
      args_.*text = std::string_view(texts_).substr(at);
    }
  }

  redis::ReplyVerdict OnErrorReply(StatusCode code) noexcept {
    if (code == StatusCode::kNoScript && !sends_text_) {
      sends_text_ = true;
      return redis::ReplyVerdict::kResend;
    }
    host_->sink->OnAnswer(call_, FailedAnswer(code));
    return redis::ReplyVerdict::kDone;
  }

  const ScriptHost* const host_;
  const Script* const script_;
  FreeRequests* const free_;
  core::CallId call_ = 0;
  bool sends_text_ = false;
  typename Verb::Call args_;  // its texts are those below
  std::string texts_;
  int64_t deadline_ms_ = 0;  // of SystemClock, since it was sent
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SCRIPT_REQUEST_H_
