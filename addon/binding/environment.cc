#include "binding/environment.h"

#include "binding/store_handle.h"

namespace onceonly::binding {

namespace {

uv_loop_s* LoopOf(Napi::Env env) {
  uv_loop_s* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  return loop;
}

}  // namespace

Environment::Environment(Napi::Env env) : loop_(LoopOf(env)) {
  napi_add_async_cleanup_hook(env, OnCleanup, this, nullptr);
}

void Environment::OnCleanup(napi_async_cleanup_hook_handle hook, void* environment) {
  auto* self = static_cast<Environment*>(environment);
  for (StoreHandle* store : self->stores_) store->LetGo();
  self->loop_.WhenEmpty([hook] { napi_remove_async_cleanup_hook(hook); });
}

}  // namespace onceonly::binding
