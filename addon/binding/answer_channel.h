// Carries answers from a store into JavaScript: all answers of one read in one entry.
#ifndef ONCEONLY_BINDING_ANSWER_CHANNEL_H_
#define ONCEONLY_BINDING_ANSWER_CHANNEL_H_

#include <napi.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/store.h"

namespace onceonly::binding {

// The JavaScript side gives `{ numbers: Float64Array, values: Array, dispatch(count), hasRef() }`,
// which is also the resource that async hooks see. An answer takes one slot: twelve numbers
// (call, code, status, fence, attempt, left, elapsed, began, expires, bytes, kind, is_recovery;
// times in milliseconds) and three values (payload as Buffer, fingerprint, label), absent where an
// answer has none.
//
// While calls are waiting or keys are watched the channel keeps `dispatch`, and through it the
// store's JavaScript object, alive; else both may be collected.
class AnswerChannel final : public core::AnswerSink {
 public:
  AnswerChannel(Napi::Env env, Napi::Object channel);
  AnswerChannel(const AnswerChannel&) = delete;
  AnswerChannel& operator=(const AnswerChannel&) = delete;

  void OnAnswer(core::CallId call, core::Answer answer) noexcept override;
  // Enters JavaScript. Does nothing once the channel is silenced.
  void OnBatchEnd() noexcept override;

  // After a verb was called from JavaScript: puts an answer that it has given at once into the
  // first slot and returns 1, or 2 when there are answers for others too, whom DispatchNow() must
  // tell; else notes that a call waits and returns 0.
  uint32_t TakeAnswerOfCall(core::CallId call);
  // After Store::Watch: whether changes are told already. From now on the watch counts as waiting.
  bool TakeAnswerOfWatch(core::CallId call);
  // After Store::Unwatch.
  void EndWatch() { LetGo(1); }

  // Hands every answer that is here to `dispatch`. REQUIRES: called from JavaScript.
  void DispatchNow();

  // The environment goes away: JavaScript must not be entered any more.
  void Silence() noexcept { silenced_ = true; }

 private:
  using Waiting = std::pair<core::CallId, core::Answer>;

  std::optional<Waiting> TakeAnswer(core::CallId call);
  void Hold();
  void LetGo(size_t calls);
  void FillSlot(size_t slot, const Waiting& answered);
  template <typename Enter>
  void Dispatch(Enter enter);

  Napi::Env env_;
  Napi::Reference<Napi::Float64Array> numbers_;
  Napi::Reference<Napi::Array> values_;
  Napi::Reference<Napi::Function> dispatch_;
  Napi::AsyncContext context_;
  std::vector<Waiting> answers_;
  size_t waiting_ = 0;  // calls without an answer, and watches
  bool silenced_ = false;
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_ANSWER_CHANNEL_H_
