#include "binding/call_form.h"

#include <cmath>
#include <limits>

namespace onceonly::binding {

CallForm::CallForm(Napi::Value numbers) {
  if (numbers.IsEmpty() || !numbers.IsTypedArray()) return;
  auto array = numbers.As<Napi::Float64Array>();
  if (array.ElementLength() < kSize) return;
  owner_ = Napi::Persistent(array);
  numbers_ = array.Data();
}

int64_t CallForm::Integer(size_t place) const noexcept {
  if (!ok()) return 0;
  const double number = numbers_[place];
  if (!std::isfinite(number)) return 0;
  constexpr double kEnd = 9223372036854775808.0;  // 2^63
  if (number >= kEnd) return std::numeric_limits<int64_t>::max();
  if (number <= -kEnd) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(number);
}

void CallForm::SetAnswered(uint32_t answered) noexcept {
  if (ok()) numbers_[kAnswered] = answered;
}

}  // namespace onceonly::binding
