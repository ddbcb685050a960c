// The numbers of a call as they cross from JavaScript: in one array that both sides see.
#ifndef ONCEONLY_BINDING_CALL_FORM_H_
#define ONCEONLY_BINDING_CALL_FORM_H_

#include <napi.h>

#include <cstddef>
#include <cstdint>

namespace onceonly::binding {

// One by one through Node-API, as arguments behind the sixth, they took 3% of the time of a begin
// and its complete on Redis, and 6% in memory.
class CallForm {
 public:
  // The places of the numbers. Every verb has a call id and gets an answer; the other places are
  // filled by `begin` and `complete` alone.
  enum Place : size_t {
    kCall,
    // Written by C++: 0 when the answer will come through `dispatch`, 1 when it is in the first
    // slot, 2 when deliver() has to be called too.
    kAnswered,
    kTimeoutMs,
    kFirstOwn,

    kLeaseMs = kFirstOwn,
    kKeepMs,
    kHoldsAbandoned,
    kMaxAttempts,

    kFence = kFirstOwn,
    kAttempt,
    kTtlMs,
    kKind,
    kIsOwner,
    kSize
  };

  // `numbers` is a Float64Array of kSize. Anything else, which only a thread that is being
  // terminated gives, makes a form that reads as zeros.
  explicit CallForm(Napi::Value numbers);
  CallForm(const CallForm&) = delete;
  CallForm& operator=(const CallForm&) = delete;

  bool ok() const noexcept { return numbers_ != nullptr; }
  // As napi_get_value_int64 reads a number.
  int64_t Integer(size_t place) const noexcept;
  bool Boolean(size_t place) const noexcept { return Integer(place) != 0; }
  void SetAnswered(uint32_t answered) noexcept;

 private:
  Napi::Reference<Napi::Float64Array> owner_;  // strong, so that `numbers_` stays where it is
  double* numbers_ = nullptr;
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_CALL_FORM_H_
