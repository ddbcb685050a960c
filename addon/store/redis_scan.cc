#include "store/redis_scan.h"

#include "resp/server_error.h"
#include "store/answers.h"
#include "store/scan_page.h"

namespace onceonly::store {
namespace {

using resp::Reply, resp::ReplyType, redis::ReplyVerdict;

std::string_view NameOf(core::ScanCall::Of of) noexcept {
  switch (of) {
    case core::ScanCall::Of::kClaims:
      return "claims";
    case core::ScanCall::Of::kResults:
      return "results";
    case core::ScanCall::Of::kAll:
      break;
  }
  return "all";
}

class ScanRequest final : public redis::Request {
 public:
  ScanRequest(const ScanHost* host, core::CallId call, const core::ScanCall& args)
      : host_(host),
        call_(call),
        cursor_(args.cursor),
        hint_(args.hint),
        of_(args.of),
        count_(args.count) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(kHeadArguments + 5);
    out.Raw(sends_text_ ? host_->script.eval_head : host_->script.call_head);
    out.Arg(host_->empty_key);
    out.Arg(cursor_);
    out.Arg(NameOf(of_));
    out.Arg(hint_);
    out.Arg(int64_t{count_});
  }

  ReplyVerdict OnReply(const Reply& reply, redis::ServerClock& clock) noexcept override {
    if (!reply.is_error()) {
      host_->sink->OnAnswer(call_, PageOf(reply, clock));
      return ReplyVerdict::kDone;
    }
    const StatusCode error = resp::ServerErrorCode(reply.text());
    if (error == StatusCode::kNoScript && !sends_text_) {
      sends_text_ = true;
      return ReplyVerdict::kResend;
    }
    OnFailure(error);
    return ReplyVerdict::kDone;
  }

  void OnFailure(Status why) noexcept override { host_->sink->OnAnswer(call_, FailedAnswer(why)); }

 private:
  core::Answer PageOf(const Reply& reply, redis::ServerClock& clock) const {
    const bool is_page = reply.size() == 4 && reply.at(0).type() == ReplyType::kInteger &&
                         reply.at(1).type() == ReplyType::kString &&
                         reply.at(2).type() == ReplyType::kString &&
                         reply.at(3).type() == ReplyType::kInteger;
    if (!is_page) return FailedAnswer(StatusCode::kUnexpectedReply);
    const int64_t now_ms = reply.at(0).integer();
    clock.Learn(now_ms);
    return ReadScanLines({now_ms, reply.at(1).text(), reply.at(2).text(), reply.at(3).integer()});
  }

  const ScanHost* const host_;
  const core::CallId call_;
  const std::string cursor_;
  const std::string hint_;
  const core::ScanCall::Of of_;
  const int32_t count_;
  bool sends_text_ = false;
};

}  // namespace

redis::OwnedRequest MakeScanRequest(const ScanHost* host, core::CallId call,
                                    const core::ScanCall& args) {
  return redis::OwnedRequest(new ScanRequest(host, call, args));
}

}  // namespace onceonly::store
