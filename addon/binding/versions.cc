#include "binding/versions.h"

#include <openssl/crypto.h>
#include <openssl/opensslv.h>

#include "net/uv_versions.h"

namespace onceonly::binding {
Napi::Value Versions(const Napi::CallbackInfo& info) {
  Napi::Object versions = Napi::Object::New(info.Env());
  const net::UvVersions uv = net::CompareUvVersions();
  versions["napi"] = NAPI_VERSION;
  versions["uvCompiled"] = uv.compiled;
  versions["uvRuntime"] = uv.runtime;
  versions["opensslCompiled"] = OPENSSL_VERSION_STR;
  versions["opensslRuntime"] = OpenSSL_version(OPENSSL_VERSION_STRING);
  versions["handleSizesMatch"] = uv.sizes_match;
  return versions;
}

}  // namespace onceonly::binding
