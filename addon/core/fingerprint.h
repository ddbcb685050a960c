// What tells one request's content from another's: SHA-256, or HMAC-SHA-256 under a secret, of the
// fingerprint text.
#ifndef ONCEONLY_CORE_FINGERPRINT_H_
#define ONCEONLY_CORE_FINGERPRINT_H_

#include <string_view>

#include "base/status.h"
#include "core/sha256.h"

namespace onceonly::core {

enum class BodyKind : uint8_t {
  kNone,   // the request has no body
  kJson,   // UTF-8 JSON text as sent, or as JSON.stringify gave it: both give the same digest for
           // the same value
  kBytes,  // anything else: the bytes as they are, in a domain of their own
};

// The domain of each kind keeps an empty body, the bytes `{}` and the JSON value {} apart; JSON has
// no prefix, so that its digest is the SHA-256 of its fingerprint text. Errors: those of
// CanonicalizeJson (kFingerprint), kCryptoFailed.
Result<Digest> Fingerprint(BodyKind kind, std::string_view body, std::string_view secret = {});

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_FINGERPRINT_H_
