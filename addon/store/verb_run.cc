#include "store/verb_run.h"

#include <algorithm>

#include "core/record.h"
#include "store/answers.h"

namespace onceonly::store {
namespace {

constexpr int64_t kMaxTimeoutMs = int64_t{366} * 24 * 3600 * 1000;

// Whether a rule needs no moment to judge it.
bool IsTimeless(std::string_view text) {
  const Result<core::Record> record = core::ParseRecord(text);
  return !record.ok() || record.value().is_done();
}

bool IsOwners(const core::Answer& answer) noexcept {
  return answer.code == core::AnswerCode::kOwn || answer.code == core::AnswerCode::kRenewed;
}

}  // namespace

int64_t RunHost::NextFence(int64_t now_ms) noexcept {
  last_fence = std::max(last_fence + 1, now_ms * 1000);
  return last_fence;
}

void VerbRun::Start(core::CallId call, std::string_view id, Patience patience) {
  call_ = call;
  id_ = id;
  waits_when_down_ = patience.waits_when_down;
  deadline_ms_ = host_->clock->NowMs() + std::clamp<int64_t>(patience.timeout_ms, 0, kMaxTimeoutMs);
}

// Without the server's clock a claim cannot say until when it holds: a look comes first then.
void VerbRun::AskToInsert() {
  const int64_t now_ms = host_->server->NowMs(id_);
  if (now_ms == 0) return AskToLook();
  const Patience patience = TimeLeft();
  not_after_ms_ = host_->server->RefusesLateInserts(id_) ? 0 : now_ms + patience.timeout_ms;
  decision_ = FirstClaim(now_ms, not_after_ms_);
  question_ = Question::kInsert;
  host_->server->Insert(id_, decision_.text, decision_.px_ms, patience, this);
}

void VerbRun::AskToLook() {
  question_ = Question::kLook;
  host_->server->Look(id_, TimeLeft(), this);
}

void VerbRun::AskKnowing(std::string_view known) {
  const int64_t now_ms = host_->server->NowMs(id_);
  if (known.empty() || now_ms == 0) return AskToLook();
  decision_ = Judge({known, View::kLeftUnknown, now_ms});
  if (decision_.write == Decision::Write::kNothing) return AskToLook();
  Swap(known);
}

void VerbRun::OnRecord(const View& found) noexcept {
  if (question_ == Question::kInsert) {
    if (!found.text && IsTimeOver()) return Answer(CodeAnswer(core::AnswerCode::kLate));
    const bool has_moment = found.left_ms != View::kLeftUnknown;
    if (found.text && !has_moment && !IsTimeless(*found.text)) return LookAgain();
  }
  Decide(found);
}

void VerbRun::OnWritten(int64_t now_ms) noexcept {
  if (question_ == Question::kInsert) return TakeInserted(now_ms);
  AnswerOfWritten();
}

void VerbRun::OnFailed(Status why) noexcept { Answer(FailedAnswer(why)); }

// Others may take a late claim for none, so that it is judged as they judge it.
void VerbRun::TakeInserted(int64_t now_ms) noexcept {
  const bool is_late = not_after_ms_ != 0 && now_ms > not_after_ms_;
  if (!is_late) return AnswerOfWritten();
  if (IsTimeOver()) return Fail(StatusCode::kOutcomeUnknown);
  AskToLook();
}

void VerbRun::LookAgain() {
  if (IsTimeOver()) return Fail(StatusCode::kTimeout);
  AskToLook();
}

void VerbRun::Decide(const View& view) {
  const bool is_fresh = IsBegin() && !view.text;
  if (!is_fresh) {
    decision_ = Judge(view);
    if (decision_.write == Decision::Write::kNothing) return AnswerOf(view.text);
  }
  if (IsTimeOver()) return Fail(StatusCode::kTimeout);
  if (is_fresh) return AskToInsert();
  found_ = view.text.value_or(std::string_view());
  Swap(found_);
}

void VerbRun::Swap(std::string_view expected) {
  question_ = Question::kSwap;
  host_->server->Swap(id_, expected, decision_, TimeLeft(), this);
}

// The owner is told the text that it may swap next.
void VerbRun::AnswerOf(std::optional<std::string_view> record) noexcept {
  core::Answer answer = std::move(decision_.answer);
  if (IsOwners(answer) && record) answer.record = *record;
  Answer(std::move(answer));
}

void VerbRun::AnswerOfWritten() noexcept {
  core::Answer answer = std::move(decision_.answer);
  if (IsOwners(answer)) answer.record = std::move(decision_.text);
  Answer(std::move(answer));
}

void VerbRun::Answer(core::Answer answer) noexcept {
  decision_ = {};
  End(std::move(answer));
}

void VerbRun::Fail(StatusCode why) noexcept { Answer(FailedAnswer(why)); }

bool VerbRun::IsTimeOver() const noexcept { return host_->clock->NowMs() >= deadline_ms_; }

Patience VerbRun::TimeLeft() const noexcept {
  return {std::max<int64_t>(deadline_ms_ - host_->clock->NowMs(), 0), waits_when_down_};
}

}  // namespace onceonly::store
