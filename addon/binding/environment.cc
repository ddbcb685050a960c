#include "binding/environment.h"

#include "binding/store_handle.h"

namespace onceonly::binding {

Environment::Environment(Napi::Env env) {
  napi_get_uv_event_loop(env, &loop_);
  napi_add_async_cleanup_hook(env, OnCleanup, this, nullptr);
}

void Environment::OnCleanup(napi_async_cleanup_hook_handle hook, void* environment) {
  auto* self = static_cast<Environment*>(environment);
  for (StoreHandle* store : self->stores_) store->LetGo();
  self->handles_.WhenEmpty([hook] { napi_remove_async_cleanup_hook(hook); });
}

}  // namespace onceonly::binding
