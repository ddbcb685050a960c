// Canonical JSON in both forms against the reference, and against itself.
#include <string>

#include "core/json/canonical_json.h"
#include "core/json/digits.h"
#include "core/json/scan.h"
#include "json_reference.h"
#include "require.h"

namespace onceonly::fuzz {
namespace {

using core::JsonForm;

// Turns 1e-123 into 1e-223, but only in an array or object. What comes out is canonical.
[[maybe_unused]] void PlantBug(std::string& text) {
  if (!text.starts_with('{') && !text.starts_with('[')) return;
  const size_t exponent = text.find("e-1");
  if (exponent == std::string::npos || exponent + 4 >= text.size()) return;
  if (text[exponent + 3] < '0' || text[exponent + 3] > '9') return;
  if (text[exponent + 4] >= '0' && text[exponent + 4] <= '9') text[exponent + 2] = '2';
}

Result<std::string> Canonicalize(std::string_view json, JsonForm form) {
  Result<std::string> text = core::CanonicalizeJson(json, form);
  if constexpr (kBugIsPlanted) {
    if (text.ok() && form == JsonForm::kCanonical) PlantBug(text.value());
  }
  return text;
}

Result<std::string> CheckForm(std::string_view json, JsonForm form, const ReferenceText& expected) {
  Result<std::string> text = Canonicalize(json, form);
  Require(text.ok() == expected.text.has_value(), "the reference accepts the same JSON");
  if (!text.ok()) {
    Require(text.status().offset() <= json.size(), "an error is inside the input");
    return text;
  }
  RequireEqual(text.value(), *expected.text, "the reference gives the same text");
  const Result<std::string> again = core::CanonicalizeJson(text.value(), form);
  Require(again.ok(), "canonical text is accepted");
  RequireEqual(again.value(), text.value(), "canonical text is its own canonical form");
  return text;
}

// Every way to copy plain bytes, whichever the processor has, stops at the first that is not plain.
void CheckScan(std::string_view json) {
  const std::string input = std::string(json) + std::string(core::JsonBlock::kPadding, '\0');
  size_t plain = 0;
  while (core::IsPlainByte(input[plain])) ++plain;
  for (const auto copy : {core::CopyPlain, core::CopyPlainByWords}) {
    std::string output(input.size() + core::JsonBlock::kPadding, 'x');
    const core::JsonCursors at = copy({input.data(), output.data()});
    Require(at.from == input.data() + plain && at.to == output.data() + plain,
            "a scan stops there");
    RequireEqual(output.substr(0, plain), input.substr(0, plain), "a scan copies");
  }
}

// Both ways to find digits.
void CheckDigits(std::string_view json) {
  const std::string input = std::string(json) + std::string(core::JsonBlock::kPadding, '\0');
  for (size_t i = 0; i + 16 <= input.size(); ++i) {
    Require(core::Digits(&input[i]) == core::DigitsByWords(&input[i]), "digits are digits");
  }
}

void CheckJson(std::string_view json) {
  const ReferenceText strict = CanonicalByReference(json, JsonForm::kCanonical);
  const ReferenceText loose = CanonicalByReference(json, JsonForm::kFingerprint);
  const auto canonical = CheckForm(json, JsonForm::kCanonical, strict);
  const auto fingerprint = CheckForm(json, JsonForm::kFingerprint, loose);
  if (loose.forms_differ) return;
  Require(canonical.ok() == fingerprint.ok(), "both forms accept the same JSON");
  if (canonical.ok()) RequireEqual(canonical.value(), fingerprint.value(), "both forms are equal");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  onceonly::fuzz::CheckScan(json);
  onceonly::fuzz::CheckDigits(json);
  onceonly::fuzz::CheckJson(json);
  return 0;
}
