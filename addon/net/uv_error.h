// The one place where an error of libuv becomes a code.
#ifndef ONCEONLY_NET_UV_ERROR_H_
#define ONCEONLY_NET_UV_ERROR_H_

#include <uv.h>

#include "base/status.h"

namespace onceonly::net {

// `error` is zero or a negative number from libuv; only its look-ups answer with UV_EAI_*.
inline Status StatusOfUvError(int error) noexcept {
  if (error == 0) return Status();
  if (error == UV_ETIMEDOUT) return StatusCode::kConnectTimeout;
  if (error <= UV_EAI_ADDRFAMILY && error >= UV_EAI_PROTOCOL) return StatusCode::kLookupFailed;
  return StatusCode::kConnectFailed;
}

}  // namespace onceonly::net

#endif  // ONCEONLY_NET_UV_ERROR_H_
