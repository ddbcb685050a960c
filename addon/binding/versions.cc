#include "binding/versions.h"

#include <openssl/crypto.h>
#include <openssl/opensslv.h>
#include <uv.h>

namespace onceonly::binding {
namespace {

// The layers allocate these types themselves: with another size libuv would write past their end.
bool HandleSizesMatch() {
  return uv_handle_size(UV_TCP) == sizeof(uv_tcp_t) &&
         uv_handle_size(UV_NAMED_PIPE) == sizeof(uv_pipe_t) &&
         uv_handle_size(UV_TIMER) == sizeof(uv_timer_t) &&
         uv_handle_size(UV_CHECK) == sizeof(uv_check_t) &&
         uv_handle_size(UV_PREPARE) == sizeof(uv_prepare_t) &&
         uv_handle_size(UV_IDLE) == sizeof(uv_idle_t) &&
         uv_req_size(UV_CONNECT) == sizeof(uv_connect_t) &&
         uv_req_size(UV_WRITE) == sizeof(uv_write_t) &&
         uv_req_size(UV_SHUTDOWN) == sizeof(uv_shutdown_t) &&
         uv_req_size(UV_GETADDRINFO) == sizeof(uv_getaddrinfo_t) &&
         uv_req_size(UV_WORK) == sizeof(uv_work_t);
}

#define ONCEONLY_TEXT(x) #x
#define ONCEONLY_VALUE_TEXT(x) ONCEONLY_TEXT(x)
constexpr const char* kUvCompiled = ONCEONLY_VALUE_TEXT(UV_VERSION_MAJOR) "." ONCEONLY_VALUE_TEXT(
    UV_VERSION_MINOR) "." ONCEONLY_VALUE_TEXT(UV_VERSION_PATCH);
#undef ONCEONLY_VALUE_TEXT
#undef ONCEONLY_TEXT

}  // namespace

Napi::Value Versions(const Napi::CallbackInfo& info) {
  Napi::Object versions = Napi::Object::New(info.Env());
  versions["napi"] = NAPI_VERSION;
  versions["uvCompiled"] = kUvCompiled;
  versions["uvRuntime"] = uv_version_string();
  versions["opensslCompiled"] = OPENSSL_VERSION_STR;
  versions["opensslRuntime"] = OpenSSL_version(OPENSSL_VERSION_STRING);
  versions["handleSizesMatch"] = HandleSizesMatch();
  return versions;
}

}  // namespace onceonly::binding
