#include "store/redis_scan.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "resp/redirect.h"
#include "resp/server_error.h"
#include "store/answers.h"
#include "store/scan_page.h"

namespace onceonly::store {
namespace {

using resp::Reply, resp::ReplyType, redis::ReplyVerdict;

constexpr size_t kIdSize = 43;

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

// Base64url of a digest. Others may have keys with this prefix.
bool IsId(std::string_view text) noexcept {
  return text.size() == kIdSize && std::all_of(text.begin(), text.end(), [](char c) {
           const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
           return is_letter || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

// A node that does not hold the key any more has lost it since the scan of it began.
StatusCode CodeOf(std::string_view error) noexcept {
  switch (resp::ClusterErrorOf(error)) {
    case resp::ClusterError::kNone:
      return resp::ServerErrorCode(error);
    case resp::ClusterError::kClusterDown:
      return StatusCode::kClusterDown;
    default:
      return StatusCode::kSlotsMoved;
  }
}

// The page that is being made. Its requests share it, and the last one of them hands it over.
struct PageRun {
  PageRun(const ScanHost* its_host, core::CallId its_call, const core::ScanCall& args,
          ScanPart its_part)
      : host(its_host),
        call(its_call),
        cursor(args.cursor),
        hint(args.hint),
        of(args.of),
        count(args.count),
        deadline_ms(clock.NowMs() + args.timeout_ms),
        part(std::move(its_part)) {}
  PageRun(const PageRun&) = delete;
  PageRun& operator=(const PageRun&) = delete;
  ~PageRun() {
    const bool is_end = cursor == "0";
    const std::string next = !is_end             ? part.cursor_head + cursor
                             : part.next.empty() ? "0"
                                                 : part.next;
    host->sink->OnAnswer(call, why.ok() ? page.Finish(next, now_ms, seen) : FailedAnswer(why));
  }

  int64_t LeftMs() const noexcept { return std::max<int64_t>(deadline_ms - clock.NowMs(), 0); }
  void Fail(Status status) noexcept {
    if (why.ok()) why = status;
  }

  const SystemClock clock;
  const ScanHost* const host;
  const core::CallId call;
  std::string cursor;
  const std::string hint;
  const core::ScanCall::Of of;
  const int32_t count;
  const int64_t deadline_ms;
  const ScanPart part;
  ScanPage page;
  int64_t now_ms = 0;
  int64_t seen = 0;
  Status why;
};
using SharedRun = std::shared_ptr<PageRun>;

class PageRequest : public redis::Request {
 public:
  explicit PageRequest(SharedRun run) : run_(std::move(run)) {}
  void OnFailure(Status why) noexcept override { run_->Fail(why); }

 protected:
  PageRun& run() const noexcept { return *run_; }
  const SharedRun& shared() const noexcept { return run_; }

 private:
  const SharedRun run_;
};

void Send(PageRun& run, redis::Request* request) {
  run.host->client->Send(redis::OwnedRequest(request), run.LeftMs(), redis::WhenDown::kFails);
}

class HeadRequest final : public PageRequest {
 public:
  HeadRequest(SharedRun run, std::string_view id) : PageRequest(std::move(run)), id_(id) {}

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    const Script& script = run().host->script;
    out.Begin(kHeadArguments + 3);
    out.Raw(sends_text_ ? script.eval_head : script.call_head);
    out.Arg(run().host->key_head, id_, "}");
    out.Arg(NameOf(run().of));
    out.Arg(run().hint);
  }

  ReplyVerdict OnReply(const Reply& reply, redis::ServerClock& clock) noexcept override {
    if (reply.is_error()) return OnError(reply.text());
    if (reply.type() == ReplyType::kNil) return ReplyVerdict::kDone;
    const bool is_head = reply.size() == 4 && reply.at(0).type() == ReplyType::kInteger &&
                         reply.at(1).type() == ReplyType::kInteger &&
                         reply.at(2).type() == ReplyType::kInteger &&
                         reply.at(3).type() == ReplyType::kString;
    if (!is_head) {
      run().Fail(StatusCode::kUnexpectedReply);
      return ReplyVerdict::kDone;
    }
    const int64_t now_ms = reply.at(0).integer();
    clock.Learn(now_ms);
    run().now_ms = std::max(run().now_ms, now_ms);
    AddHead(run().page,
            {id_, reply.at(3).text(), reply.at(1).integer(), reply.at(2).integer(), now_ms});
    return ReplyVerdict::kDone;
  }

 private:
  ReplyVerdict OnError(std::string_view error) noexcept {
    const StatusCode code = CodeOf(error);
    if (code == StatusCode::kNoScript && !sends_text_) {
      sends_text_ = true;
      return ReplyVerdict::kResend;
    }
    if (code != StatusCode::kWrongType) run().Fail(code);
    return ReplyVerdict::kDone;
  }

  const std::string id_;
  bool sends_text_ = false;
};

// Behind the last page of a node of a cluster.
class SlotsRequest final : public PageRequest {
 public:
  using PageRequest::PageRequest;

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(2);
    out.Arg("CLUSTER");
    out.Arg("NODES");
  }

  ReplyVerdict OnReply(const Reply& reply, redis::ServerClock&) noexcept override {
    if (reply.is_error()) {
      run().Fail(CodeOf(reply.text()));
      return ReplyVerdict::kDone;
    }
    const auto held = redis::OwnSlots(reply.text());
    if (!held || (run().part.slots & ~*held).any()) run().Fail(StatusCode::kSlotsMoved);
    return ReplyVerdict::kDone;
  }
};

class ScanRequest final : public PageRequest {
 public:
  using PageRequest::PageRequest;

  void Encode(resp::CommandWriter& out, const redis::ServerClock&, int64_t) override {
    out.Begin(6);
    out.Arg("SCAN");
    out.Arg(run().cursor);
    out.Arg("MATCH");
    out.Arg(run().host->key_head, "*", "}");
    out.Arg("COUNT");
    out.Arg(int64_t{run().count});
  }

  ReplyVerdict OnReply(const Reply& reply, redis::ServerClock& clock) noexcept override {
    if (reply.is_error()) {
      run().Fail(CodeOf(reply.text()));
      return ReplyVerdict::kDone;
    }
    const bool is_page = reply.size() == 2 && reply.at(0).type() == ReplyType::kString &&
                         reply.at(1).type() == ReplyType::kArray;
    if (!is_page) {
      run().Fail(StatusCode::kUnexpectedReply);
      return ReplyVerdict::kDone;
    }
    Take(reply.at(0).text(), reply.at(1), clock);
    return ReplyVerdict::kDone;
  }

 private:
  void Take(std::string_view cursor, const Reply& keys, const redis::ServerClock& clock) {
    run().cursor = cursor;
    run().seen = static_cast<int64_t>(keys.size());
    if (clock.is_known()) run().now_ms = clock.ToServerMs(run().clock.NowMs());
    const size_t head_size = run().host->key_head.size();
    for (size_t i = 0; i < keys.size(); ++i) {
      const std::string_view key = keys.at(i).text();
      if (key.size() <= head_size) continue;
      const std::string_view id = key.substr(head_size, key.size() - head_size - 1);
      if (IsId(id)) Send(run(), new HeadRequest(shared(), id));
    }
    if (cursor == "0" && run().part.slots.any()) Send(run(), new SlotsRequest(shared()));
  }
};

}  // namespace

void StartScan(const ScanHost* host, core::CallId call, const core::ScanCall& args, ScanPart part) {
  auto run = std::make_shared<PageRun>(host, call, args, std::move(part));
  PageRun& page = *run;
  Send(page, new ScanRequest(std::move(run)));
}

}  // namespace onceonly::store
