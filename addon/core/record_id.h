// The names that a request's parts give to its records and to its effect. None depends on a secret:
// rotating one would forget every key.
#ifndef ONCEONLY_CORE_RECORD_ID_H_
#define ONCEONLY_CORE_RECORD_ID_H_

#include <string>
#include <string_view>

#include "base/status.h"

namespace onceonly::core {

// base64url, 43 characters, of SHA-256 over the four parts, each behind its length as 8 bytes
// big-endian: no part can run into the next one.
Result<std::string> RecordId(std::string_view scope, std::string_view method, std::string_view path,
                             std::string_view key);

// base64url, 11 characters, of the first 8 bytes of the key's SHA-256: enough to find a key's
// records without the other parts, too little to tell the key.
Result<std::string> KeyHint(std::string_view key);

// A UUID-shaped name (version 8, RFC 9562) for the effect of one request, the same in every attempt
// and process. `prefix` is that of the store, `id` a RecordId, `digest` a Fingerprint without a
// secret, both as base64url: the same key with another content is another effect.
Result<std::string> EffectId(std::string_view prefix, std::string_view id, std::string_view digest);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_RECORD_ID_H_
