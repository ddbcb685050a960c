// The stores of one Node environment (main thread or worker), and the handles that the event loop
// still holds for them.
#ifndef ONCEONLY_BINDING_ENVIRONMENT_H_
#define ONCEONLY_BINDING_ENVIRONMENT_H_

#include <napi.h>

#include <memory>
#include <set>

#include "base/clock.h"
#include "binding/workspace_pool.h"
#include "net/event_loop.h"

namespace onceonly::binding {

class StoreHandle;

class Environment final {
 public:
  explicit Environment(Napi::Env env);
  ~Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  static Environment& Of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

  net::EventLoop* loop() noexcept { return &loop_; }
  // Shared, because work on another thread gives back the memory that it took.
  const std::shared_ptr<WorkspacePool>& workspaces() const noexcept { return workspaces_; }
  const Clock* clock() const noexcept { return &clock_; }

  void Add(StoreHandle* store) { stores_.insert(store); }
  void Remove(StoreHandle* store) { stores_.erase(store); }

  Napi::FunctionReference store_constructor;

 private:
  // Lets every store go, then ends the hook when the loop holds nothing of ours any more: freeing
  // the environment before that would abort the process.
  static void OnCleanup(napi_async_cleanup_hook_handle hook, void* environment);

  net::EventLoop loop_;
  SystemClock clock_;
  std::shared_ptr<WorkspacePool> workspaces_ = std::make_shared<WorkspacePool>();
  std::set<StoreHandle*> stores_;
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_ENVIRONMENT_H_
