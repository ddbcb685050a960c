// What the tests of canonical JSON share: a result as one string.
#ifndef ONCEONLY_TEST_CORE_JSON_CANONICAL_TEXT_H_
#define ONCEONLY_TEST_CORE_JSON_CANONICAL_TEXT_H_

#include <string>
#include <string_view>

#include "core/json/canonical_json.h"

namespace onceonly::core {

// The text, or the error as "TOO_DEEP at 128".
inline std::string TextOf(std::string_view json, JsonForm form, int max_depth = kMaxJsonDepth) {
  const Result<std::string> text = CanonicalizeJson(json, form, max_depth);
  if (text.ok()) return text.value();
  const Status status = text.status();
  return std::string(StatusName(status.code())) + " at " + std::to_string(status.offset());
}

inline std::string Canonical(std::string_view json) { return TextOf(json, JsonForm::kCanonical); }

inline std::string FingerprintText(std::string_view json) {
  return TextOf(json, JsonForm::kFingerprint);
}

}  // namespace onceonly::core

#endif  // ONCEONLY_TEST_CORE_JSON_CANONICAL_TEXT_H_
