// One call of a script on its way through the client, from arguments to answer.
#ifndef ONCEONLY_STORE_SCRIPT_REQUEST_H_
#define ONCEONLY_STORE_SCRIPT_REQUEST_H_

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "core/store.h"
#include "redis/client.h"
#include "store/answers.h"
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
  // `host` and `script` outlive the request.
  ScriptRequest(const ScriptHost* host, const Script* script, core::CallId call,
                typename Verb::Call args)
      : host_(host),
        script_(script),
        call_(call),
        args_(std::move(args)),
        deadline_ms_(SystemClock().NowMs() + args_.timeout_ms) {}

  void Encode(redis::CommandWriter& out, const redis::Client& client) override {
    out.Begin(kHeadArguments + kKeys + Verb::kArguments);
    out.Raw(sends_text_ ? script_->eval_head : script_->call_head);
    EncodeKey(host_->lock_head, out);
    EncodeKey(host_->result_head, out);
    Verb::Encode(args_, client.ToServerMs(deadline_ms_), out);
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

 private:
  static constexpr size_t kKeys = 2;

  redis::ReplyVerdict OnErrorReply(StatusCode code) noexcept {
    if (code == StatusCode::kNoScript && !sends_text_) {
      sends_text_ = true;
      return redis::ReplyVerdict::kResend;
    }
    host_->sink->OnAnswer(call_, FailedAnswer(code));
    return redis::ReplyVerdict::kDone;
  }

  // One argument in three pieces, so that no key is built as a string of its own.
  void EncodeKey(std::string_view head, redis::CommandWriter& out) const {
    char length[24] = {'$'};
    const std::string_view id = IdOf(args_);
    const size_t size = head.size() + id.size() + 1;
    char* end = std::to_chars(length + 1, length + sizeof length - 2, size).ptr;
    *end++ = '\r';
    *end++ = '\n';
    out.Raw(std::string_view(length, static_cast<size_t>(end - length)));
    out.Raw(head);
    out.Raw(id);
    out.Raw("}\r\n");
  }

  const ScriptHost* host_;
  const Script* script_;
  const core::CallId call_;
  bool sends_text_ = false;
  typename Verb::Call args_;
  const int64_t deadline_ms_;  // of SystemClock
};

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_SCRIPT_REQUEST_H_
