#include "store/verb_codec.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "store/answers.h"
#include "store/record_1.h"
#include "store/scan_page.h"

namespace onceonly::store {
namespace {

using core::Answer, core::AnswerCode;
using redis::CommandWriter, redis::Reply, redis::ReplyType;

constexpr std::string_view kYes = "1";
constexpr std::string_view kNo = "0";
constexpr std::string_view kValueKind = "v";
// One or two milliseconds of the server's time, in a store of 100,000 records.
constexpr int64_t kScannedPerPage = 200;

Answer Unexpected() { return FailedAnswer(StatusCode::kUnexpectedReply); }

// `{CODE, now, ...}`. A member that is not there or of another type spoils the whole, so that a
// decoder checks once.
class ScriptReply {
 public:
  explicit ScriptReply(const Reply& reply) : reply_(reply) {
    code_ = core::AnswerFromName(Text(0));
    now_ms_ = Number(1);
  }

  // kFailed, which no script answers, if the reply has no code.
  AnswerCode code() const noexcept { return code_; }
  int64_t now_ms() const noexcept { return now_ms_; }

  std::string_view Text(size_t index) {
    return Has(index, ReplyType::kString) ? reply_.at(index).text() : std::string_view();
  }
  int64_t Number(size_t index) {
    return Has(index, ReplyType::kInteger) ? reply_.at(index).integer() : 0;
  }
  int32_t Count(size_t index) { return static_cast<int32_t>(Number(index)); }

  // `answer` if all that was read for it was there.
  Answer Checked(Answer answer) const { return ok_ ? std::move(answer) : Unexpected(); }

  // An answer without further members, if it is one of those that the verb knows.
  Answer OneOf(std::initializer_list<AnswerCode> codes) const {
    const bool known = std::find(codes.begin(), codes.end(), code_) != codes.end();
    return known ? Checked(CodeAnswer(code_)) : Unexpected();
  }

  // {CODE, now, pttl, record}
  Answer Stored() {
    const int64_t left_ms = std::max<int64_t>(Number(2), 0);
    const std::string_view text = Text(3);
    if (!ok_) return Unexpected();
    Result<core::ResultRecord> record = core::ParseResultRecord(text);
    if (!record.ok()) return CodeAnswer(AnswerCode::kForeign);
    const auto bytes = static_cast<int64_t>(record.value().payload.size());
    return ResultAnswer(code_, std::move(record).value(), left_ms, bytes);
  }

  // {CODE, now, left, record, pttl}
  Answer Locked() {
    const int64_t left_ms = Number(2);
    const std::string_view text = Text(3);
    const int64_t expires_ms = std::max<int64_t>(Number(4), 0);
    if (!ok_) return Unexpected();
    Result<core::LockRecord> record = core::ParseLockRecord(text);
    if (!record.ok()) return CodeAnswer(AnswerCode::kForeign);
    return LockAnswer(code_, std::move(record).value(), left_ms, now_ms_, expires_ms);
  }

 private:
  bool Has(size_t index, ReplyType type) {
    ok_ = ok_ && index < reply_.size() && reply_.at(index).type() == type;
    return ok_;
  }

  const Reply& reply_;
  bool ok_ = true;
  AnswerCode code_ = AnswerCode::kFailed;
  int64_t now_ms_ = 0;
};

std::string_view ReasonName(core::ReleaseReason reason) noexcept {
  switch (reason) {
    case core::ReleaseReason::kUndo:
      return "undo";
    case core::ReleaseReason::kFree:
      return "free";
    case core::ReleaseReason::kSilent:
      break;
  }
  return "silent";
}

// PEXPIRE deletes a key for any other number, before the script could refuse it.
int64_t AtLeastOne(int64_t ms) noexcept { return std::max<int64_t>(ms, 1); }

}  // namespace

int64_t ServerNowMs(const Reply& reply) noexcept {
  if (reply.type() != ReplyType::kArray || reply.size() < 2) return 0;
  const Reply now = reply.at(1);
  return now.type() == ReplyType::kInteger ? now.integer() : 0;
}

void BeginVerb::Encode(const Call& args, int64_t not_after_ms, CommandWriter& out) {
  out.Arg(args.token);
  out.Arg(args.fingerprint);
  out.Arg(args.other_fingerprint);
  out.Arg(args.hint);
  out.Arg(args.label);
  out.Arg(args.lease_ms);
  out.Arg(AtLeastOne(args.keep_ms));
  out.Arg(not_after_ms);
  out.Arg(args.on_abandoned == core::OnAbandoned::kTakeOver ? "take" : "hold");
  out.Arg(int64_t{args.max_attempts});
}

Answer BeginVerb::Decode(const Reply& raw) {
  ScriptReply reply(raw);
  switch (reply.code()) {
    case AnswerCode::kOwn: {
      Answer own =
          OwnAnswer(reply.Number(2), reply.Count(3), reply.Number(4), reply.Number(5) == 1);
      return reply.Checked(std::move(own));
    }
    case AnswerCode::kDone:
      return reply.Stored();
    case AnswerCode::kRunning: {
      Answer running = CodeAnswer(reply.code(), reply.Number(2));
      running.elapsed_ms = reply.Number(3);
      return reply.Checked(std::move(running));
    }
    case AnswerCode::kSilent: {
      Answer silent = CodeAnswer(reply.code(), reply.Number(2));
      return reply.Checked(std::move(silent));
    }
    case AnswerCode::kUnknown: {
      Answer unknown = CodeAnswer(reply.code());
      unknown.attempt = reply.Count(2);
      unknown.left_ms = std::max<int64_t>(reply.Number(3), 0);
      return reply.Checked(std::move(unknown));
    }
    default:
      return reply.OneOf({AnswerCode::kMismatch, AnswerCode::kLate, AnswerCode::kForeign});
  }
}

void CompleteVerb::Encode(const Call& args, int64_t, CommandWriter& out) {
  const char kind = static_cast<char>(args.kind);
  out.Arg(args.token);
  out.Arg(args.fingerprint);
  out.Arg(args.hint);
  out.Arg(args.label);
  out.Arg(args.fence);
  out.Arg(int64_t{args.attempt});
  out.Arg(AtLeastOne(args.ttl_ms));
  out.Arg(std::string_view(&kind, 1));
  out.Arg(args.is_owner ? kYes : kNo);
  out.Arg(args.payload);
  out.Arg(args.other_fingerprint);
}

Answer CompleteVerb::Decode(const Reply& raw) {
  ScriptReply reply(raw);
  if (reply.code() == AnswerCode::kLost) return reply.Stored();
  return reply.OneOf({AnswerCode::kStored, AnswerCode::kLateWin, AnswerCode::kAdopted,
                      AnswerCode::kReplaced, AnswerCode::kDuplicate, AnswerCode::kFenced,
                      AnswerCode::kGone, AnswerCode::kMismatch, AnswerCode::kForeign});
}

void RenewVerb::Encode(const Call& args, int64_t, CommandWriter& out) {
  out.Arg(args.token);
  out.Arg(args.lease_ms);
  out.Arg(AtLeastOne(args.keep_ms));
}

Answer RenewVerb::Decode(const Reply& raw) {
  ScriptReply reply(raw);
  if (reply.code() == AnswerCode::kRenewed) {
    Answer renewed = CodeAnswer(reply.code(), reply.Number(2));
    return reply.Checked(std::move(renewed));
  }
  return reply.OneOf(
      {AnswerCode::kDone, AnswerCode::kLost, AnswerCode::kGone, AnswerCode::kForeign});
}

void ReleaseVerb::Encode(const Call& args, int64_t, CommandWriter& out) {
  out.Arg(args.token);
  out.Arg(ReasonName(args.reason));
}

Answer ReleaseVerb::Decode(const Reply& raw) {
  return ScriptReply(raw).OneOf(
      {AnswerCode::kReleased, AnswerCode::kGone, AnswerCode::kLost, AnswerCode::kForeign});
}

void InspectVerb::Encode(const Call& args, int64_t, CommandWriter& out) {
  out.Arg(args.with_payload ? kYes : kNo);
}

Answer InspectVerb::Decode(const Reply& raw) {
  ScriptReply reply(raw);
  switch (reply.code()) {
    case AnswerCode::kDone: {
      Answer done = reply.Stored();
      if (done.code == AnswerCode::kDone) done.bytes = reply.Number(4);
      return reply.Checked(std::move(done));
    }
    case AnswerCode::kRunning:
    case AnswerCode::kSilent:
    case AnswerCode::kUnknown:
    case AnswerCode::kFreed:
      return reply.Locked();
    default:
      return reply.OneOf({AnswerCode::kAbsent, AnswerCode::kForeign});
  }
}

void RemoveVerb::Encode(const Call& args, int64_t, CommandWriter& out) {
  out.Arg(args.force ? kYes : kNo);
}

Answer RemoveVerb::Decode(const Reply& raw) {
  ScriptReply reply(raw);
  if (reply.code() == AnswerCode::kRemoved) {
    Answer removed = CodeAnswer(reply.code());
    removed.attempt = reply.Count(2);
    return reply.Checked(std::move(removed));
  }
  return reply.OneOf({AnswerCode::kRunning, AnswerCode::kForeign});
}

void ResolveVerb::Encode(const Call& args, int64_t, CommandWriter& out) {
  out.Arg(args.kind == core::ResultKind::kNone ? std::string_view() : kValueKind);
  out.Arg(AtLeastOne(args.ttl_ms));
  out.Arg(args.payload);
}

Answer ResolveVerb::Decode(const Reply& raw) {
  ScriptReply reply(raw);
  if (reply.code() == AnswerCode::kRunning) {
    Answer running = CodeAnswer(reply.code(), reply.Number(2));
    return reply.Checked(std::move(running));
  }
  return reply.OneOf({AnswerCode::kResolved, AnswerCode::kDone, AnswerCode::kFreed,
                      AnswerCode::kAbsent, AnswerCode::kForeign});
}

void ScanVerb::Encode(const Call& args, int64_t, CommandWriter& out) {
  out.Arg(args.cursor);
  out.Arg(args.results ? kYes : kNo);
  out.Arg(args.hint);
  out.Arg(kScannedPerPage);
}

Answer ScanVerb::Decode(const Reply& raw) {
  ScriptReply reply(raw);
  if (reply.code() != AnswerCode::kScanned) return reply.OneOf({AnswerCode::kForeign});
  const std::string_view cursor = reply.Text(2);
  const std::string_view lines = reply.Text(3);
  return reply.Checked(ReadScanLines(cursor, lines, reply.now_ms()));
}

}  // namespace onceonly::store
