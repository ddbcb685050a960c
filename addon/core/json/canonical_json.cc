#include "core/json/canonical_json.h"

#include "core/json/canonicalizer.h"

namespace onceonly::core {

JsonWorkspace::JsonWorkspace() = default;
JsonWorkspace::~JsonWorkspace() = default;

void JsonWorkspace::Trim() noexcept {
  if (bytes() > kMaxKept) canonicalizer_.reset();
}

size_t JsonWorkspace::bytes() const noexcept {
  return canonicalizer_ ? canonicalizer_->bytes() : 0;
}

JsonCanonicalizer& JsonWorkspace::canonicalizer() {
  if (!canonicalizer_) canonicalizer_ = std::make_unique<JsonCanonicalizer>();
  return *canonicalizer_;
}

Result<std::string_view> CanonicalizeJson(std::string_view json, JsonForm form,
                                          JsonWorkspace& workspace, int max_depth) {
  return workspace.canonicalizer().Run(json, form, max_depth);
}

Result<std::string> CanonicalizeJson(std::string_view json, JsonForm form, int max_depth) {
  JsonWorkspace workspace;
  const auto text = CanonicalizeJson(json, form, workspace, max_depth);
  if (!text.ok()) return text.status();
  return std::string(text.value());
}

}  // namespace onceonly::core
