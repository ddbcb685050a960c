// Carries answers from a store into JavaScript: all answers of one read in one entry.
#ifndef ONCEONLY_BINDING_ANSWER_CHANNEL_H_
#define ONCEONLY_BINDING_ANSWER_CHANNEL_H_

#include <napi.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/store.h"

namespace onceonly::binding {

// The places of one answer in the two arrays. One list feeds the enum and the names that JavaScript
// sees; times are milliseconds.
#define ONCEONLY_SLOT_NUMBERS(X) \
  X(kCall, "call")               \
  X(kCode, "code")               \
  X(kStatus, "status")           \
  X(kFence, "fence")             \
  X(kAttempt, "attempt")         \
  X(kLeft, "leftMs")             \
  X(kElapsed, "elapsedMs")       \
  X(kBegan, "beganMs")           \
  X(kExpires, "expiresMs")       \
  X(kBytes, "bytes")             \
  X(kKind, "kind")               \
  X(kIsRecovery, "isRecovery")

#define ONCEONLY_SLOT_VALUES(X)            \
  X(kPayload, "payload") /* as a Buffer */ \
  X(kFingerprint, "fingerprint")           \
  X(kLabel, "label")                       \
  X(kRecord, "record")

struct AnswerSlot {
#define ONCEONLY_PLACE(place, name) place,
  enum Number : size_t { ONCEONLY_SLOT_NUMBERS(ONCEONLY_PLACE) kNumbers };
  enum Value : size_t { ONCEONLY_SLOT_VALUES(ONCEONLY_PLACE) kValues };
#undef ONCEONLY_PLACE

  // The slot of the very call that is being made.
  static constexpr size_t kOwn = 0;
};

// The JavaScript side gives `{ numbers: Float64Array, values: Array, dispatch(count), resource }`;
// `resource` is the object that async hooks see. Node 26 holds it for as long as the channel lives,
// older ones hold it weakly, so it must be held elsewhere and must not lead to the store's
// JavaScript object. An answer takes one AnswerSlot, whose values are absent where an answer has
// none. The first slot is for the answer of the very call that is being made;
// `dispatch(count)` is about the slots behind it.
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

  // The call that a verb is under way for, if any.
  using Expected = std::optional<core::CallId>;

  // Before a verb is called from JavaScript: an answer that comes at once goes into the first slot.
  // Returns the call that was expected before, because a verb in JavaScript may call another one.
  Expected Expect(core::CallId call) noexcept { return std::exchange(expected_, call); }
  // After the verb, with the value that Expect() returned. Returns 1 if the call was answered at
  // once, and 2 if DispatchNow() must also hand over answers to others. Otherwise notes that a call
  // waits, and returns 0.
  uint32_t TakeAnswerOfCall(Expected outer = {});
  // After Store::Watch: whether changes are told already. From now on the watch counts as waiting.
  bool TakeAnswerOfWatch(Expected outer = {});
  // After Store::Unwatch.
  void EndWatch() { LetGo(1); }

  // Hands every answer that is here to `dispatch`. REQUIRES: called from JavaScript.
  void DispatchNow();

  // The environment goes away: JavaScript must not be entered any more.
  void Silence() noexcept { silenced_ = true; }

 private:
  using Waiting = std::pair<core::CallId, core::Answer>;

  // The parts of an answer beside its numbers, until JavaScript is entered.
  struct Texts {
    size_t slot;
    std::string payload;
    std::string fingerprint;
    std::string label;
    std::string record;
  };

  bool has_answers() const noexcept { return filled_ > 0 || !more_.empty(); }
  void Hold();
  void LetGo(size_t calls);
  void FillSlot(size_t slot, core::CallId call, core::Answer answer);
  void FillFromMore();
  void PassTexts();
  template <typename Enter>
  void Dispatch(Enter enter);

  Napi::Env env_;
  Napi::Reference<Napi::Float64Array> owner_;  // strong, so that `numbers_` stays where it is
  double* numbers_ = nullptr;
  size_t slots_ = 0;
  Napi::Reference<Napi::Array> values_;
  Napi::Reference<Napi::Function> dispatch_;
  Napi::AsyncContext context_;
  Expected expected_;         // the call that is being made, until it is answered
  bool is_answered_ = false;  // it was
  size_t filled_ = 0;         // slots, beside the first
  std::vector<Texts> texts_;  // of filled slots
  std::deque<Waiting> more_;  // those that found no slot
  size_t ended_ = 0;          // calls whose answers JavaScript is still to be given
  size_t waiting_ = 0;        // calls without an answer, and watches
  bool is_dispatching_ = false;
  bool silenced_ = false;
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_ANSWER_CHANNEL_H_
