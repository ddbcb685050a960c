// The digest of a request's content: SHA-256, or HMAC-SHA-256 under a secret, of the fingerprint
// text.
#ifndef ONCEONLY_CORE_FINGERPRINT_H_
#define ONCEONLY_CORE_FINGERPRINT_H_

#include <string_view>

#include "base/status.h"
#include "core/crypto/sha256.h"
#include "core/json/canonical_json.h"
#include "core/path_selection.h"

namespace onceonly::core {

enum class BodyKind : uint8_t {
  kNone,       // the request has no body
  kJson,       // UTF-8 JSON text as sent, or as JSON.stringify gave it: both give the same digest
               // for the same value
  kBytes,      // anything else: the bytes as they are, in a domain of their own
  kForm,       // urlencoded pairs, whose order counts only where they have one name
  kMultipart,  // the parts of multipart/form-data, without the boundary; kBytes if it is malformed
};

// All that a fingerprint may be taken of. Views: nothing is copied.
struct Content {
  BodyKind kind = BodyKind::kNone;
  std::string_view body;
  std::string_view boundary;                 // of kMultipart
  const PathSelection* selection = nullptr;  // of kJson and kForm: the parts that count
  std::string_view query;                    // pairs as in a URL, without the question mark
  std::string_view extra;                    // whatever else counts, as the caller writes it
};

// The domain of each kind keeps an empty body, the bytes `{}` and the JSON value {} apart; JSON has
// no prefix, so that its digest is the SHA-256 of its fingerprint text. Errors: those of
// CanonicalizeJson (kFingerprint), kCryptoFailed.
Result<Digest> Fingerprint(BodyKind kind, std::string_view body, std::string_view secret = {});

// The same for all parts of a request. Without selection, query and extra it is the digest of the
// body alone.
Result<Digest> Fingerprint(const Content& content, std::string_view secret = {});

// The same, in memory that serves one call after another.
Result<Digest> Fingerprint(const Content& content, std::string_view secret,
                           JsonWorkspace& workspace);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_FINGERPRINT_H_
