#include "core/fingerprint.h"

#include "core/canonical_json.h"

namespace onceonly::core {
namespace {

using std::string_view_literals::operator""sv;

// No JSON text begins with a NUL byte.
constexpr std::string_view kNoneDomain = "\0none\0"sv;
constexpr std::string_view kBytesDomain = "\0bytes\0"sv;

}  // namespace

Result<Digest> Fingerprint(BodyKind kind, std::string_view body, std::string_view secret) {
  Sha256 hash(secret);
  switch (kind) {
    case BodyKind::kNone:
      hash.Update(kNoneDomain);
      break;
    case BodyKind::kBytes:
      hash.Update(kBytesDomain);
      hash.Update(body);
      break;
    case BodyKind::kJson: {
      const Result<std::string> text = CanonicalizeJson(body, JsonForm::kFingerprint);
      if (!text.ok()) return text.status();
      hash.Update(text.value());
      break;
    }
  }
  return hash.Finish();
}

}  // namespace onceonly::core
