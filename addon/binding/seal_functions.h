// Sealed results, for lib/encryption.
#ifndef ONCEONLY_BINDING_SEAL_FUNCTIONS_H_
#define ONCEONLY_BINDING_SEAL_FUNCTIONS_H_

#include <napi.h>

namespace onceonly::binding {

// Adds to `exports`:
//   sealKey(secret) -> what `key` below takes, or undefined where OpenSSL lacks the algorithm;
//     `secret` is a Buffer of 32 bytes, which is copied
//   seal(key, bytes, headSize, place) -> whether the text was encrypted in place; `bytes` is a
//     Buffer of a head, the text and 16 bytes for the tag
//   unseal(key, bytes, headSize, place, text) -> whether `bytes` were sealed with this key for this
//     place; `text` is a Buffer of the size of the text, in which it lies then
void ExportSealFunctions(Napi::Env env, Napi::Object exports);

}  // namespace onceonly::binding

#endif  // ONCEONLY_BINDING_SEAL_FUNCTIONS_H_
