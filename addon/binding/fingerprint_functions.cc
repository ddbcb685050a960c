#include "binding/fingerprint_functions.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "binding/arguments.h"
#include "binding/environment.h"
#include "binding/refusal.h"
#include "core/fingerprint.h"

namespace onceonly::binding {
namespace {

using Selection = std::shared_ptr<const core::PathSelection>;

core::Path ReadPath(const Napi::Array& steps) {
  core::Path path;
  for (uint32_t i = 0; i < steps.Length(); ++i) {
    const Napi::Value step = steps[i];
    path.push_back(step.IsString() ? std::optional(step.As<Napi::String>().Utf8Value())
                                   : std::nullopt);
  }
  return path;
}

std::vector<core::Path> ReadPaths(Napi::Value value) {
  const auto list = value.As<Napi::Array>();
  std::vector<core::Path> paths;
  for (uint32_t i = 0; i < list.Length(); ++i) {
    paths.push_back(ReadPath(list.Get(i).As<Napi::Array>()));
  }
  return paths;
}

Napi::Value NewSelection(const Napi::CallbackInfo& info) {
  auto* selection =
      new Selection(std::make_shared<core::PathSelection>(ReadPaths(info[0]), ReadPaths(info[1])));
  return Napi::External<Selection>::New(info.Env(), selection,
                                        [](Napi::Env, Selection* gone) { delete gone; });
}

Selection ReadSelection(Napi::Value value) {
  return value.IsExternal() ? *value.As<Napi::External<Selection>>().Data() : nullptr;
}

// The arguments of one call. Views into its members, so it stays where it is.
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info)
      : kind_(static_cast<core::BodyKind>(ReadInteger(info[0]))),
        body_(info[1]),
        secret_(info[2]),
        boundary_(info[3]),
        selection_(ReadSelection(info[4])),
        query_(info[5]),
        extra_(info[6]) {}

  Result<core::Digest> Fingerprint(core::JsonWorkspace& workspace) const {
    return core::Fingerprint(
        {kind_, body_.view(), boundary_.view(), selection_.get(), query_.view(), extra_.view()},
        secret_.view(), workspace);
  }

  // A thread works while JavaScript goes on, so it needs its own copy.
  void OwnBody() {
    body_.Own();
    secret_.Own();
  }

 private:
  core::BodyKind kind_;
  BytesArgument body_, secret_, boundary_;
  Selection selection_;
  BytesArgument query_, extra_;
};

Napi::Value TextOf(Napi::Env env, const Result<core::Digest>& digest) {
  if (!digest.ok()) return Refusal(env, digest.status());
  return Napi::String::New(env, ToBase64Url(digest.value()));
}

Napi::Value FingerprintOf(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  WorkspacePool& workspaces = *Environment::Of(info.Env()).workspaces();
  return TextOf(info.Env(), workspaces.With([&arguments](core::JsonWorkspace& workspace) {
    return arguments.Fingerprint(workspace);
  }));
}

// One fingerprint in the thread pool. Deletes itself when its promise is settled. Node waits for it
// before it frees the environment, and then the promise is nobody's any more.
class PooledFingerprint {
 public:
  static Napi::Value Start(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    auto work = std::make_unique<PooledFingerprint>(info);
    napi_value promise = nullptr;
    napi_value name = Napi::String::New(env, "onceonly:fingerprint");
    if (napi_create_promise(env, &work->deferred_, &promise) != napi_ok ||
        napi_create_async_work(env, nullptr, name, &Execute, &Complete, work.get(), &work->work_) !=
            napi_ok) {
      return env.Undefined();
    }
    if (napi_queue_async_work(env, work->work_) != napi_ok) {
      napi_delete_async_work(env, work->work_);
      return env.Undefined();
    }
    (void)work.release();
    return {env, promise};
  }

  explicit PooledFingerprint(const Napi::CallbackInfo& info)
      : arguments_(info),
        workspaces_(Environment::Of(info.Env()).workspaces()),
        workspace_(workspaces_->Take()) {
    arguments_.OwnBody();
  }

 private:
  static void Execute(napi_env, void* data) noexcept {
    auto* work = static_cast<PooledFingerprint*>(data);
    work->digest_ = work->arguments_.Fingerprint(*work->workspace_);
  }

  static void Complete(napi_env env, napi_status, void* data) noexcept {
    const std::unique_ptr<PooledFingerprint> work(static_cast<PooledFingerprint*>(data));
    work->workspaces_->GiveBack(std::move(work->workspace_));
    napi_resolve_deferred(env, work->deferred_, TextOf(env, work->digest_));
    napi_delete_async_work(env, work->work_);
  }

  Arguments arguments_;
  std::shared_ptr<WorkspacePool> workspaces_;
  WorkspacePool::Workspace workspace_;
  Result<core::Digest> digest_ = StatusCode::kCryptoFailed;
  napi_deferred deferred_ = nullptr;
  napi_async_work work_ = nullptr;
};

}  // namespace

void ExportFingerprintFunctions(Napi::Env env, Napi::Object exports) {
  exports.Set("selection", Napi::Function::New<NewSelection>(env, "selection"));
  exports.Set("fingerprintOf", Napi::Function::New<FingerprintOf>(env, "fingerprintOf"));
  exports.Set("fingerprintLater",
              Napi::Function::New<PooledFingerprint::Start>(env, "fingerprintLater"));
}

}  // namespace onceonly::binding
