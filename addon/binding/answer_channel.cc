#include "binding/answer_channel.h"

#include <algorithm>

#include "binding/pending_exception.h"

namespace onceonly::binding {
namespace {

constexpr size_t kNumbersPerSlot = 12;
constexpr size_t kValuesPerSlot = 3;

// A watch is told again and again, until it is ended.
bool IsLast(const std::pair<core::CallId, core::Answer>& answered) noexcept {
  const core::AnswerCode code = answered.second.code;
  return code != core::AnswerCode::kWatching && code != core::AnswerCode::kWoken;
}

void SetText(Napi::Array values, size_t index, const std::string& text) {
  if (!text.empty()) values.Set(static_cast<uint32_t>(index), text);
}

}  // namespace

AnswerChannel::AnswerChannel(Napi::Env env, Napi::Object channel)
    : env_(env),
      numbers_(Napi::Weak(channel.Get("numbers").As<Napi::Float64Array>())),
      values_(Napi::Weak(channel.Get("values").As<Napi::Array>())),
      dispatch_(Napi::Weak(channel.Get("dispatch").As<Napi::Function>())),
      context_(env, "onceonly:answers", channel) {
  // In a thread that is being terminated nothing can be got from JavaScript any more.
  silenced_ = numbers_.IsEmpty() || values_.IsEmpty() || dispatch_.IsEmpty();
}

void AnswerChannel::OnAnswer(core::CallId call, core::Answer answer) noexcept {
  answers_.emplace_back(call, std::move(answer));
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

uint32_t AnswerChannel::TakeAnswerOfCall(core::CallId call) {
  if (silenced_) return 0;
  const std::optional<Waiting> answered = TakeAnswer(call);
  if (!answered) {
    Hold();
    return 0;
  }
  FillSlot(0, *answered);
  return answers_.empty() ? 1 : 2;
}

bool AnswerChannel::TakeAnswerOfWatch(core::CallId call) {
  if (silenced_) return false;
  Hold();
  return TakeAnswer(call).has_value();
}

std::optional<AnswerChannel::Waiting> AnswerChannel::TakeAnswer(core::CallId call) {
  const auto found = std::find_if(answers_.begin(), answers_.end(),
                                  [call](const Waiting& each) { return each.first == call; });
  if (found == answers_.end()) return std::nullopt;
  Waiting answered = std::move(*found);
  answers_.erase(found);
  return answered;
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

template <typename Enter>
void AnswerChannel::Dispatch(Enter enter) {
  const std::vector<Waiting> batch = std::exchange(answers_, {});
  if (batch.empty()) return;
  const Napi::Function dispatch = dispatch_.Value();
  const size_t slots = numbers_.Value().ElementLength() / kNumbersPerSlot;
  for (size_t first = 0; first < batch.size(); first += slots) {
    const size_t count = std::min(slots, batch.size() - first);
    const Napi::HandleScope scope(env_);
    for (size_t i = 0; i < count; ++i) FillSlot(i, batch[first + i]);
    enter(dispatch, Napi::Number::New(env_, static_cast<double>(count)));
  }
  LetGo(static_cast<size_t>(std::count_if(batch.begin(), batch.end(), IsLast)));
}

void AnswerChannel::FillSlot(size_t slot, const Waiting& answered) {
  const auto& [call, answer] = answered;
  double* numbers = numbers_.Value().Data() + slot * kNumbersPerSlot;
  *numbers++ = call;
  *numbers++ = static_cast<double>(answer.code);
  *numbers++ = static_cast<double>(answer.status.code());
  *numbers++ = static_cast<double>(answer.fence);
  *numbers++ = answer.attempt;
  *numbers++ = static_cast<double>(answer.left_ms);
  *numbers++ = static_cast<double>(answer.elapsed_ms);
  *numbers++ = static_cast<double>(answer.began_ms);
  *numbers++ = static_cast<double>(answer.expires_ms);
  *numbers++ = static_cast<double>(answer.bytes);
  *numbers++ = static_cast<double>(answer.kind);
  *numbers++ = answer.is_recovery ? 1 : 0;
  const Napi::Array values = values_.Value();
  const size_t first = slot * kValuesPerSlot;
  if (!answer.payload.empty()) {
    const auto& payload = answer.payload;
    values.Set(static_cast<uint32_t>(first),
               Napi::Buffer<char>::Copy(env_, payload.data(), payload.size()));
  }
  SetText(values, first + 1, answer.fingerprint);
  SetText(values, first + 2, answer.label);
}

}  // namespace onceonly::binding
