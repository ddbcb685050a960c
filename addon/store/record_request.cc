#include "store/record_request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/clock.h"
#include "resp/redirect.h"
#include "resp/server_error.h"

namespace onceonly::store {
namespace {

using resp::CommandWriter, resp::Reply, resp::ReplyType, redis::ReplyVerdict;

// Redis deletes a key for any other number.
int64_t AtLeastOne(int64_t ms) noexcept { return std::max<int64_t>(ms, 1); }

// The server looked at the command alone and ran nothing, but reads go on.
bool RefusesWrites(StatusCode error) noexcept {
  constexpr std::array kRefusals = {StatusCode::kOutOfMemory, StatusCode::kMisconf,
                                    StatusCode::kNoReplicas, StatusCode::kReadOnly};
  return std::find(kRefusals.begin(), kRefusals.end(), error) != kRefusals.end();
}

bool IsSyntaxError(std::string_view error) noexcept {
  return error.starts_with("ERR syntax error");
}

}  // namespace

std::unique_ptr<RecordRequest> RecordRequest::Take(RecordHost* host, FreeRequests* free,
                                                   RecordReader* reader, std::string_view id,
                                                   Form form) {
  std::unique_ptr<RecordRequest> request = free->Take();
  if (request == nullptr) request.reset(new RecordRequest(host, free));
  request->reader_ = reader;
  request->id_ = id;
  request->form_ = form;
  request->sends_text_ = false;
  request->refused_ = StatusCode::kOk;
  return request;
}

redis::OwnedRequest RecordRequest::Insert(RecordHost* host, FreeRequests* free,
                                          RecordReader* reader, std::string_view id,
                                          std::string_view text, int64_t px_ms, bool refuses_late) {
  auto request = Take(host, free, reader, id, refuses_late ? Form::kInsert : Form::kSet);
  request->text_ = text;
  request->px_ms_ = px_ms;
  return redis::OwnedRequest(request.release());
}

redis::OwnedRequest RecordRequest::Look(RecordHost* host, FreeRequests* free, RecordReader* reader,
                                        std::string_view id) {
  return redis::OwnedRequest(Take(host, free, reader, id, Form::kLook).release());
}

redis::OwnedRequest RecordRequest::Swap(RecordHost* host, FreeRequests* free, RecordReader* reader,
                                        std::string_view id, std::string_view expected,
                                        const Decision& decision, bool tells_watches) {
  // Nobody could have marked a missing record.
  const bool wakes = tells_watches && (decision.wakes || expected.empty());
  const bool is_plain = decision.write == Decision::Write::kText && !wakes &&
                        decision.answer.code != core::AnswerCode::kOwn;
  auto request = Take(host, free, reader, id, is_plain ? Form::kSetIf : Form::kSwap);
  request->expected_ = expected;
  request->decision_ = &decision;
  request->wakes_ = wakes;
  return redis::OwnedRequest(request.release());
}

void RecordRequest::LetGo() noexcept { free_->Put(std::unique_ptr<RecordRequest>(this)); }

// Another server may have come since the question was asked. A claim that says until when it holds
// is not for one that makes it by a script: its reader makes another when it sees that nothing is
// there.
RecordRequest::Form RecordRequest::KnownForm() const noexcept {
  const ServerTraits& can = host_->check->traits();
  if (form_ == Form::kSet && !can.inserts) return Form::kLook;
  if (form_ == Form::kSetIf && !can.swaps) return Form::kSwap;
  return form_;
}

void RecordRequest::Encode(CommandWriter& out, const redis::ServerClock& clock,
                           int64_t deadline_ms) {
  form_ = KnownForm();
  switch (form_) {
    case Form::kSet:
      host_->confirmations.Expect(deadline_ms);
      return EncodeSet(out);
    case Form::kInsert:
      return EncodeInsert(out, clock.ToServerMs(deadline_ms));
    case Form::kSetIf:
      return EncodeSetIf(out);
    case Form::kSwap:
      return EncodeSwap(out, clock.ToServerMs(deadline_ms));
    case Form::kLook:
      return BeginCall(out, host_->look, 0);
  }
}

void RecordRequest::EncodeSet(CommandWriter& out) const {
  out.Begin(7);
  out.Arg("SET");
  out.Arg(host_->key_head, id_, "}");
  out.Arg(text_);
  out.Arg("NX");
  out.Arg("GET");
  out.Arg("PX");
  out.Arg(AtLeastOne(px_ms_));
}

void RecordRequest::EncodeSetIf(CommandWriter& out) const {
  out.Begin(7);
  out.Arg("SET");
  out.Arg(host_->key_head, id_, "}");
  out.Arg(decision_->text);
  out.Arg("IFEQ");
  out.Arg(expected_);
  out.Arg("PX");
  out.Arg(AtLeastOne(decision_->px_ms));
}

void RecordRequest::EncodeInsert(CommandWriter& out, int64_t not_after_ms) const {
  BeginCall(out, host_->insert, 3);
  out.Arg(text_);
  out.Arg(AtLeastOne(px_ms_));
  out.Arg(not_after_ms);
}

// A claim must not come into being when its sender has given up; all else may come late.
void RecordRequest::EncodeSwap(CommandWriter& out, int64_t not_after_ms) const {
  const bool is_claim = decision_->answer.code == core::AnswerCode::kOwn;
  const size_t arguments = wakes_ ? 5 : is_claim ? 4 : 3;
  BeginCall(out, host_->swap, arguments);
  out.Arg(expected_);
  out.Arg(decision_->write == Decision::Write::kDelete ? std::string_view()
                                                       : std::string_view(decision_->text));
  if (decision_->write == Decision::Write::kText) {
    out.Arg(AtLeastOne(decision_->px_ms));
  } else {
    out.Arg(std::string_view());
  }
  if (arguments < 4) return;
  is_claim ? out.Arg(not_after_ms) : out.Arg(std::string_view());
  if (wakes_) out.Arg(host_->channel_head, id_, "}");
}

void RecordRequest::BeginCall(CommandWriter& out, const Script& script, size_t arguments) const {
  out.Begin(kHeadArguments + 1 + arguments);
  out.Raw(sends_text_ ? script.eval_head : script.call_head);
  out.Arg(host_->key_head, id_, "}");
}

ReplyVerdict RecordRequest::OnReply(const Reply& reply, redis::ServerClock& clock) noexcept {
  if (reply.is_error()) return OnError(reply.text());
  switch (form_) {
    case Form::kSet:
      OnInserted(reply);
      break;
    case Form::kSetIf:
      if (reply.type() == ReplyType::kNil) return SendAgainAs(Form::kLook);
      if (reply.type() == ReplyType::kStatus) {
        reader_->OnWritten(0);
      } else {
        reader_->OnFailed(StatusCode::kUnexpectedReply);
      }
      break;
    case Form::kInsert:
    case Form::kSwap:
    case Form::kLook:
      OnFound(reply, clock);
      break;
  }
  return ReplyVerdict::kDone;
}

void RecordRequest::OnInserted(const Reply& reply) noexcept {
  switch (reply.type()) {
    case ReplyType::kNil:
      return host_->confirmations.Wait(reader_);
    case ReplyType::kString:
      return reader_->OnRecord({reply.text(), View::kLeftUnknown, 0});
    default:
      return reader_->OnFailed(StatusCode::kUnexpectedReply);
  }
}

// {now_ms, pttl, record} or a number: it was written.
void RecordRequest::OnFound(const Reply& reply, redis::ServerClock& clock) noexcept {
  if (reply.type() == ReplyType::kInteger && form_ != Form::kLook) {
    const int64_t now_ms = form_ == Form::kInsert ? reply.integer() : 0;
    if (now_ms > 0) clock.Learn(now_ms);
    return reader_->OnWritten(now_ms);
  }
  if (reply.type() != ReplyType::kArray || reply.size() != 3 ||
      reply.at(0).type() != ReplyType::kInteger || reply.at(1).type() != ReplyType::kInteger) {
    return reader_->OnFailed(StatusCode::kUnexpectedReply);
  }
  const int64_t now_ms = reply.at(0).integer();
  clock.Learn(now_ms);
  if (reply.at(2).type() == ReplyType::kString) {
    return reader_->OnRecord({reply.at(2).text(), reply.at(1).integer(), now_ms});
  }
  if (refused_ != StatusCode::kOk) return reader_->OnFailed(refused_);
  reader_->OnRecord({std::nullopt, 0, now_ms});
}

ReplyVerdict RecordRequest::OnError(std::string_view error) noexcept {
  if (resp::ClusterErrorOf(error) != resp::ClusterError::kNone) {
    reader_->OnElsewhere(error);
    return ReplyVerdict::kDone;
  }
  const StatusCode code = resp::ServerErrorCode(error);
  if (code == StatusCode::kNoScript && !sends_text_) {
    sends_text_ = true;
    return ReplyVerdict::kResend;
  }
  const bool inserts = form_ == Form::kSet || form_ == Form::kInsert;
  if (inserts && RefusesWrites(code)) {
    refused_ = code;
    return SendAgainAs(Form::kLook);
  }
  if (form_ == Form::kSet && IsSyntaxError(error)) {
    host_->check->NoInserts();
    return SendAgainAs(Form::kLook);
  }
  if (form_ == Form::kSetIf && (code == StatusCode::kOutOfMemory || IsSyntaxError(error))) {
    if (code != StatusCode::kOutOfMemory) host_->check->NoSwaps();
    return SendAgainAs(Form::kSwap);
  }
  reader_->OnFailed(code);
  return ReplyVerdict::kDone;
}

ReplyVerdict RecordRequest::SendAgainAs(Form form) noexcept {
  form_ = form;
  return ReplyVerdict::kResend;
}

}  // namespace onceonly::store
