#include "binding/answer_channel.h"

#include <utility>

#include "binding/arguments.h"
#include "binding/pending_exception.h"

namespace onceonly::binding {
namespace {

// A watch is told again and again, until it is ended.
bool IsLast(const core::Answer& answer) noexcept {
  return answer.code != core::AnswerCode::kWatching && answer.code != core::AnswerCode::kWoken;
}

bool HasTexts(const core::Answer& answer) noexcept {
  return !answer.payload.empty() || !answer.fingerprint.empty() || !answer.label.empty() ||
         !answer.record.empty();
}

// Claims, fingerprints and labels have no other characters.
void SetAscii(Napi::Array values, size_t index, const std::string& text) {
  if (text.empty()) return;
  values.Set(static_cast<uint32_t>(index), AsciiString(values.Env(), text));
}

}  // namespace

AnswerChannel::AnswerChannel(Napi::Env env, Napi::Object channel)
    : env_(env),
      values_(Napi::Weak(channel.Get("values").As<Napi::Array>())),
      dispatch_(Napi::Weak(channel.Get("dispatch").As<Napi::Function>())),
      context_(env, "onceonly:answers", channel.Get("resource").As<Napi::Object>()) {
  const Napi::Value numbers = channel.Get("numbers");
  // In a thread that is being terminated nothing can be got from JavaScript any more.
  silenced_ = numbers.IsEmpty() || values_.IsEmpty() || dispatch_.IsEmpty();
  if (silenced_) return;
  auto array = numbers.As<Napi::Float64Array>();
  owner_ = Napi::Persistent(array);
  numbers_ = array.Data();
  slots_ = array.ElementLength() / AnswerSlot::kNumbers;
  silenced_ = slots_ <= AnswerSlot::kOwn + 1;
}

void AnswerChannel::OnAnswer(core::CallId call, core::Answer answer) noexcept {
  if (silenced_) return;
  if (expected_ == call) {
    expected_.reset();
    is_answered_ = true;
    return FillSlot(AnswerSlot::kOwn, call, std::move(answer));
  }
  if (IsLast(answer)) ++ended_;
  // The slots are being read while JavaScript runs.
  if (is_dispatching_ || AnswerSlot::kOwn + 1 + filled_ >= slots_) {
    more_.emplace_back(call, std::move(answer));
  } else {
    FillSlot(++filled_, call, std::move(answer));
  }
}

void AnswerChannel::OnBatchEnd() noexcept {
  if (silenced_) return;
  const Napi::HandleScope scope(env_);
  Dispatch([this](Napi::Function dispatch, napi_value count) {
    napi_value ignored = nullptr;
    napi_make_callback(env_, context_, env_.Global(), dispatch, 1, &count, &ignored);
    ReportPendingException(env_);
  });
}

uint32_t AnswerChannel::TakeAnswerOfCall(Expected outer) {
  expected_ = outer;
  if (silenced_) return 0;
  if (!std::exchange(is_answered_, false)) {
    Hold();
    // A verb inside this one has left answers for others.
    if (has_answers() && !outer) DispatchNow();
    return 0;
  }
  PassTexts();
  return has_answers() && !is_dispatching_ ? 2 : 1;
}

bool AnswerChannel::TakeAnswerOfWatch(Expected outer) {
  expected_ = outer;
  if (silenced_) return false;
  Hold();
  return std::exchange(is_answered_, false);
}

void AnswerChannel::Hold() {
  if (waiting_++ == 0) dispatch_.Ref();
}

void AnswerChannel::LetGo(size_t calls) {
  if (silenced_ || calls == 0) return;
  waiting_ -= calls;
  if (waiting_ == 0) dispatch_.Unref();
}

void AnswerChannel::DispatchNow() {
  if (silenced_) return;
  Dispatch([](Napi::Function dispatch, napi_value count) { dispatch.Call({count}); });
}

// Answers that come while JavaScript runs are handed over after it, by the entry that is under way.
template <typename Enter>
void AnswerChannel::Dispatch(Enter enter) {
  if (is_dispatching_) return;
  is_dispatching_ = true;
  while (!silenced_ && has_answers()) {
    FillFromMore();
    const Napi::HandleScope scope(env_);
    PassTexts();
    enter(dispatch_.Value(), Napi::Number::New(env_, static_cast<double>(filled_)));
    filled_ = 0;
  }
  is_dispatching_ = false;
  LetGo(std::exchange(ended_, 0));
}

void AnswerChannel::FillFromMore() {
  while (!more_.empty() && AnswerSlot::kOwn + 1 + filled_ < slots_) {
    auto& [call, answer] = more_.front();
    FillSlot(++filled_, call, std::move(answer));
    more_.pop_front();
  }
}

void AnswerChannel::FillSlot(size_t slot, core::CallId call, core::Answer answer) {
  double* numbers = numbers_ + slot * AnswerSlot::kNumbers;
  numbers[AnswerSlot::kCall] = call;
  numbers[AnswerSlot::kCode] = static_cast<double>(answer.code);
  numbers[AnswerSlot::kStatus] = static_cast<double>(answer.status.code());
  numbers[AnswerSlot::kFence] = static_cast<double>(answer.fence);
  numbers[AnswerSlot::kAttempt] = answer.attempt;
  numbers[AnswerSlot::kLeft] = static_cast<double>(answer.left_ms);
  numbers[AnswerSlot::kElapsed] = static_cast<double>(answer.elapsed_ms);
  numbers[AnswerSlot::kBegan] = static_cast<double>(answer.began_ms);
  numbers[AnswerSlot::kExpires] = static_cast<double>(answer.expires_ms);
  numbers[AnswerSlot::kBytes] = static_cast<double>(answer.bytes);
  numbers[AnswerSlot::kKind] = static_cast<double>(answer.kind);
  numbers[AnswerSlot::kIsRecovery] = answer.is_recovery ? 1 : 0;
  if (!HasTexts(answer)) return;
  texts_.push_back({slot, std::move(answer.payload), std::move(answer.fingerprint),
                    std::move(answer.label), std::move(answer.record)});
}

void AnswerChannel::PassTexts() {
  if (texts_.empty()) return;
  const Napi::Array values = values_.Value();
  for (const Texts& texts : texts_) {
    const size_t first = texts.slot * AnswerSlot::kValues;
    if (!texts.payload.empty()) {
      values.Set(static_cast<uint32_t>(first + AnswerSlot::kPayload),
                 Napi::Buffer<char>::Copy(env_, texts.payload.data(), texts.payload.size()));
    }
    SetAscii(values, first + AnswerSlot::kFingerprint, texts.fingerprint);
    SetAscii(values, first + AnswerSlot::kLabel, texts.label);
    SetAscii(values, first + AnswerSlot::kRecord, texts.record);
  }
  texts_.clear();
}

}  // namespace onceonly::binding
