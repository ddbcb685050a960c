#include "core/path_selection.h"

#include <algorithm>

#include "base/ascii.h"
#include "core/json/canonical_json.h"

namespace onceonly::core {
namespace {

bool NeedsEscape(char byte) noexcept {
  return static_cast<uint8_t>(byte) < 0x20 || byte == '"' || byte == '\\';
}

void AppendEscape(char byte, std::string& to) {
  const auto code = static_cast<uint8_t>(byte);
  to.append("\\u00").push_back(HexDigit(code >> 4));
  to.push_back(HexDigit(code));
}

}  // namespace

PathSelection::PathSelection(std::span<const Path> include, std::span<const Path> exclude)
    : branches_(1), includes_all_(include.empty()) {
  for (const Path& path : include) Grow(path).is_included = true;
  for (const Path& path : exclude) Grow(path).is_excluded = true;
}

PathSelection::Node PathSelection::NewNode() {
  branches_.emplace_back();
  return static_cast<Node>(branches_.size() - 1);
}

PathSelection::Branch& PathSelection::Grow(const Path& path) {
  Node at = kRoot;
  for (const std::optional<std::string>& step : path) {
    const auto slot = [&]() -> Node& {
      Branch& branch = branches_[at];
      return step ? branch.named[JsonName(*step)] : branch.any;
    };
    if (slot() == kRoot) {
      const Node fresh = NewNode();
      slot() = fresh;
    }
    at = slot();
  }
  return branches_[at];
}

void PathSelection::Descend(std::span<const Node> from, std::string_view name,
                            std::vector<Node>& to) const {
  for (const Node node : from) {
    const Branch& branch = branches_[node];
    const auto found = branch.named.find(name);
    if (found != branch.named.end()) to.push_back(found->second);
    if (branch.any != kRoot) to.push_back(branch.any);
  }
}

bool PathSelection::Includes(std::span<const Node> nodes) const noexcept {
  return std::any_of(nodes.begin(), nodes.end(),
                     [this](Node node) { return branches_[node].is_included; });
}

bool PathSelection::Excludes(std::span<const Node> nodes) const noexcept {
  return std::any_of(nodes.begin(), nodes.end(),
                     [this](Node node) { return branches_[node].is_excluded; });
}

std::string PathSelection::JsonName(std::string_view name) {
  std::string literal = "\"";
  for (const char byte : name) {
    if (NeedsEscape(byte)) {
      AppendEscape(byte, literal);
    } else {
      literal.push_back(byte);
    }
  }
  literal.push_back('"');
  const Result<std::string> text = CanonicalizeJson(literal, JsonForm::kFingerprint);
  return text.ok() ? text.value().substr(1, text.value().size() - 2) : std::string(name);
}

}  // namespace onceonly::core
