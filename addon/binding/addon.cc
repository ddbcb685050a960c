#include <napi.h>

#include "binding/environment.h"
#include "binding/fingerprint_functions.h"
#include "binding/layout.h"
#include "binding/pure_functions.h"
#include "binding/seal_functions.h"
#include "binding/store_handle.h"
#include "binding/versions.h"

#ifdef _WIN32
#define NOMINMAX
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#endif

namespace onceonly::binding {
namespace {

// Keeps the addon in memory when the last thread that uses it ends, as the linker flag "nodelete"
// does on Linux: the C++ library has destructors that run later.
void StayLoaded() noexcept {
#ifdef _WIN32
  HMODULE itself = nullptr;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                     reinterpret_cast<LPCSTR>(&StayLoaded), &itself);
#endif
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  StayLoaded();
  env.SetInstanceData(new Environment(env));
  exports.Set("versions", Napi::Function::New<Versions>(env, "versions"));
  exports.Set("layout", Layout(env));
  ExportPureFunctions(env, exports);
  ExportFingerprintFunctions(env, exports);
  ExportSealFunctions(env, exports);
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
