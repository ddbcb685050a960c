// The versions that the addon was compiled against and those that it finds at run time, for the
// check in lib/native/binding.js.
#ifndef ONCEONLY_BINDING_VERSIONS_H_
#define ONCEONLY_BINDING_VERSIONS_H_

#include <napi.h>

namespace onceonly::binding {

// Returns { napi: number, uvCompiled, uvRuntime, opensslCompiled, opensslRuntime: string,
// handleSizesMatch: boolean }. Touches no handle and no OpenSSL object, so it is safe to call
// before anything has been checked.
Napi::Value Versions(const Napi::CallbackInfo& info);

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_VERSIONS_H_
