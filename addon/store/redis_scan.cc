#include "store/redis_scan.h"

#include "resp/server_error.h"
#include "store/answers.h"
#include "store/scan_page.h"

namespace onceonly::store {
namespace {

using resp::Reply, resp::ReplyType, redis::ReplyVerdict;

// One or two milliseconds of the server's time, in a store of 100,000 records.
constexpr int64_t kScannedPerPage = 200;

class ScanRequest final : public redis::Request {
 public:
  ScanRequest(const ScanHost* host, core::CallId call, const core::ScanCall& args)
      : host_(host),
        call_(call),
        cursor_(args.cursor),
        hint_(args.hint),
        wants_results_(args.results) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(kHeadArguments + 5);
    out.Raw(sends_text_ ? host_->script.eval_head : host_->script.call_head);
    out.Arg(host_->empty_key);
    out.Arg(cursor_);
    out.Arg(wants_results_ ? "1" : "0");
    out.Arg(hint_);
    out.Arg(kScannedPerPage);
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
    const bool is_page = reply.size() == 3 && reply.at(0).type() == ReplyType::kInteger &&
                         reply.at(1).type() == ReplyType::kString &&
                         reply.at(2).type() == ReplyType::kString;
    if (!is_page) return FailedAnswer(StatusCode::kUnexpectedReply);
    const int64_t now_ms = reply.at(0).integer();
    clock.Learn(now_ms);
    return ReadScanLines(reply.at(1).text(), reply.at(2).text(), now_ms);
  }

  const ScanHost* const host_;
  const core::CallId call_;
  const std::string cursor_;
  const std::string hint_;
  const bool wants_results_;
  bool sends_text_ = false;
};

}  // namespace

redis::OwnedRequest MakeScanRequest(const ScanHost* host, core::CallId call,
                                    const core::ScanCall& args) {
  return redis::OwnedRequest(new ScanRequest(host, call, args));
}

}  // namespace onceonly::store
