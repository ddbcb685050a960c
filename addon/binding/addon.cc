#include <napi.h>

#include "binding/environment.h"
#include "binding/fingerprint_functions.h"
#include "binding/layout.h"
#include "binding/pure_functions.h"
#include "binding/store_handle.h"
#include "binding/versions.h"

namespace onceonly::binding {
namespace {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Environment(env));
  exports.Set("versions", Napi::Function::New<Versions>(env, "versions"));
  exports.Set("layout", Layout(env));
  ExportPureFunctions(env, exports);
  ExportFingerprintFunctions(env, exports);
  StoreHandle::Export(env, exports);
  return exports;
}

}  // namespace
}  // namespace onceonly::binding

// NODE_API_MODULE takes a function of the global namespace.
static Napi::Object InitOnceonly(Napi::Env env, Napi::Object exports) {
  return onceonly::binding::Init(env, exports);
}

NODE_API_MODULE(onceonly, InitOnceonly)
