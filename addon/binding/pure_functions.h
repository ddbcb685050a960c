// Exports that need no state: JSON, names, keys, URLs and time.
#ifndef ONCEONLY_BINDING_PURE_FUNCTIONS_H_
#define ONCEONLY_BINDING_PURE_FUNCTIONS_H_

#include <napi.h>

namespace onceonly::binding {

// Adds to `exports`:
//   canonicalize(text) -> string, or [status, offset] when the text is refused
//   fingerprint(kind, body, secret, hex) -> hex or base64url string, or [status, offset]
//   parseKey(header) -> [key, quoted] or undefined
//   recordNames(scope, method, path, key) -> 43 characters of id and 11 of hint in one string
//   effectId(prefix, id, digest) -> string
//   parseRedisUrl(url) -> { host, port, path, username, password, db, tls } or undefined
//   monotonicMs() -> number; wallClockMs() -> milliseconds since 1970
//   statusTable: [name, retry, message] by status; answerNames: names by answer code
void ExportPureFunctions(Napi::Env env, Napi::Object exports);

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_PURE_FUNCTIONS_H_
