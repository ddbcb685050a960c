// The memory that fingerprints of one environment are made in.
#ifndef ONCEONLY_BINDING_WORKSPACE_POOL_H_
#define ONCEONLY_BINDING_WORKSPACE_POOL_H_

#include <memory>
#include <utility>

#include "core/json/canonical_json.h"

namespace onceonly::binding {

// Keeps one workspace. Belongs to the thread of JavaScript; what was taken may be used on another.
class WorkspacePool {
 public:
  using Workspace = std::unique_ptr<core::JsonWorkspace>;

  // The result of `use` on a workspace that belongs to this call.
  template <typename Use>
  auto With(Use use) {
    Workspace workspace = Take();
    auto result = use(*workspace);
    GiveBack(std::move(workspace));
    return result;
  }

  // The one that is kept, or a new one.
  Workspace Take() { return kept_ ? std::move(kept_) : std::make_unique<core::JsonWorkspace>(); }

  void GiveBack(Workspace workspace) noexcept {
    workspace->Trim();
    kept_ = std::move(workspace);
  }

 private:
  Workspace kept_;
};

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_WORKSPACE_POOL_H_
