// How a function of the addon says that its input is refused: [status, offset].
#ifndef ONCEONLY_BINDING_REFUSAL_H_
#define ONCEONLY_BINDING_REFUSAL_H_

#include <napi.h>

#include "base/status.h"

namespace onceonly::binding {

inline Napi::Value Refusal(Napi::Env env, Status status) {
  auto refusal = Napi::Array::New(env, 2);
  refusal.Set(0u, static_cast<double>(status.code()));
  refusal.Set(1u, static_cast<double>(status.offset()));
  return refusal;
}

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_REFUSAL_H_
