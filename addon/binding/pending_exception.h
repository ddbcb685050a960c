// After every entry into JavaScript from the event loop.
#ifndef ONCEONLY_BINDING_PENDING_EXCEPTION_H_
#define ONCEONLY_BINDING_PENDING_EXCEPTION_H_

#include <node_api.h>

namespace onceonly::binding {

// An exception that stayed pending would silence every later entry: it becomes an uncaught
// exception of the process.
inline void ReportPendingException(napi_env env) noexcept {
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
  napi_value error = nullptr;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
}

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_PENDING_EXCEPTION_H_
