// What the error replies of a server mean.
#ifndef ONCEONLY_RESP_SERVER_ERROR_H_
#define ONCEONLY_RESP_SERVER_ERROR_H_

#include <string_view>

#include "base/status.h"

namespace onceonly::resp {

// The one place where a server's error text becomes a code: "NOSCRIPT ..." -> kNoScript, "OOM ..."
// -> kOutOfMemory, LOADING, READONLY, MASTERDOWN, MISCONF, NOREPLICAS, BUSY, NOAUTH and WRONGPASS,
// NOPERM, WRONGTYPE, MOVED, ASK, CROSSSLOT, CLUSTERDOWN. An error inside a script comes as "ERR
// Error running script ... <the real one>" on Redis 6.2 and is looked through. Everything else is
// kServerError.
StatusCode ServerErrorCode(std::string_view error) noexcept;

}  // namespace onceonly::resp

#endif  // ONCEONLY_RESP_SERVER_ERROR_H_
