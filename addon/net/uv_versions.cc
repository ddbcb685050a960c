#include "net/uv_versions.h"

#include <uv.h>

namespace onceonly::net {
namespace {

bool SizesMatch() noexcept {
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

UvVersions CompareUvVersions() noexcept { return {kUvCompiled, uv_version_string(), SizesMatch()}; }

}  // namespace onceonly::net
