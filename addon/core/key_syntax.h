// The value of an Idempotency-Key header: the quoted String of RFC 8941
// (draft-ietf-httpapi-idempotency-key-header) or the bare form that most clients send.
#ifndef ONCEONLY_CORE_KEY_SYNTAX_H_
#define ONCEONLY_CORE_KEY_SYNTAX_H_

#include <string>
#include <string_view>

#include "base/status.h"

namespace onceonly::core {

inline constexpr size_t kMaxKeyLength = 255;

struct ParsedKey {
  std::string key;  // what the client means: `"k"` and `k` give the same
  bool quoted = false;
};

// Quoted: an RFC 8941 section 3.3.3 String (printable ASCII, \" and \\ the only escapes),
// parameters are refused; the key inside is 1 to 255 characters. Bare: 1 to 255 printable ASCII
// characters without space, comma, semicolon and quote; whether they fit the route's key pattern is
// the caller's check. White space around either form is ignored, as HTTP does. Everything else is
// kInvalidKey.
Result<ParsedKey> ParseKey(std::string_view header);

}  // namespace onceonly::core

#endif  // ONCEONLY_CORE_KEY_SYNTAX_H_
