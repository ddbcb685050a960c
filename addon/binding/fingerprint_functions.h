// Fingerprints of whole requests, at once or in the thread pool.
#ifndef ONCEONLY_BINDING_FINGERPRINT_FUNCTIONS_H_
#define ONCEONLY_BINDING_FINGERPRINT_FUNCTIONS_H_

#include <napi.h>

namespace onceonly::binding {

// Adds to `exports`:
//   selection(include, exclude) -> what `selection` below takes; each is an array of paths, a path
//     an array of names, null for any name
//   fingerprintOf(kind, body, secret, boundary, selection, query, extra) -> base64url string, or
//     [status, offset] when the body is refused
//   fingerprintLater(the same) -> a promise of the same, worked out in the thread pool from a copy
//     of the body
void ExportFingerprintFunctions(Napi::Env env, Napi::Object exports);

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_FINGERPRINT_FUNCTIONS_H_
