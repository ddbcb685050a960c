// What counts of a body: JSON cut by paths, forms, and multipart bodies. The first line says what
// the rest is: `=BOUNDARY`, `?PATHS` for a form, or PATHS for JSON, where PATHS are words like
// +a.*.0 and -b.
#include <string>

#include "content_reference.h"
#include "core/form_body.h"
#include "core/json/canonical_json.h"
#include "core/json/select_json.h"
#include "core/multipart.h"
#include "require.h"

namespace onceonly::fuzz {
namespace {

using core::PathSelection;

// Loses the index of an item that is not the first, where an object is around its array.
[[maybe_unused]] void PlantBug(std::string& text) {
  const size_t index = text.find(":[1:");
  if (index != std::string::npos) text.erase(index + 2, 2);
}

std::string Select(std::string_view json, const PathSelection& selection) {
  std::string text = core::SelectJson(json, selection);
  if constexpr (kBugIsPlanted) PlantBug(text);
  return text;
}

core::Path ReadPath(std::string_view word) {
  core::Path path;
  for (;;) {
    const std::string_view step = word.substr(0, word.find('.'));
    path.push_back(step == "*" ? std::nullopt : std::optional(std::string(step)));
    if (step.size() == word.size()) return path;
    word.remove_prefix(step.size() + 1);
  }
}

Paths ReadPaths(std::string_view words) {
  Paths paths;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    if (word.starts_with('+')) paths.include.push_back(ReadPath(word.substr(1)));
    if (word.starts_with('-')) paths.exclude.push_back(ReadPath(word.substr(1)));
  }
  return paths;
}

void CheckJson(std::string_view json, const Paths& paths) {
  const auto text = core::CanonicalizeJson(json, core::JsonForm::kFingerprint);
  if (!text.ok()) return;
  const std::string selected = Select(text.value(), PathSelection(paths.include, paths.exclude));
  RequireEqual(selected, SelectByReference(text.value(), paths), "the reference selects the same");
  if (!paths.include.empty()) return;
  const auto again = core::CanonicalizeJson(selected, core::JsonForm::kFingerprint);
  Require(again.ok(), "what is left without what is excluded is JSON");
  RequireEqual(again.value(), selected, "what is left is canonical");
}

void CheckForm(std::string_view form, const Paths& paths) {
  const PathSelection selection(paths.include, paths.exclude);
  const std::string all = core::FormText(form);
  const std::string some = core::FormText(form, &selection);
  Require(some.size() <= all.size(), "a selection adds nothing");
  if (paths.include.empty() && paths.exclude.empty())
    RequireEqual(some, all, "no paths cut nothing");
  RequireEqual(core::FormText("&" + std::string(form) + "&&"), all, "empty pairs do not count");
}

void CheckMultipart(const std::string& body, const std::string& boundary) {
  const auto form = core::SplitMultipart(body, boundary);
  const auto expected = FormByReference(body, boundary);
  Require(form.has_value() == expected.has_value(), "the reference takes the same bodies");
  if (!form) return;
  RequireEqual(form->preamble, expected->preamble, "the reference reads the same preamble");
  RequireEqual(form->epilogue, expected->epilogue, "the reference reads the same epilogue");
  Require(form->parts.size() == expected->parts.size(), "the reference finds as many parts");
  for (size_t i = 0; i < form->parts.size(); ++i) {
    const core::FormPart& part = form->parts[i];
    const ReferencePart& other = expected->parts[i];
    RequireEqual(part.disposition, other[0], "the reference reads the same disposition");
    RequireEqual(part.type, other[1], "the reference reads the same type");
    RequireEqual(part.transfer_encoding, other[2], "the reference reads the same encoding");
    RequireEqual(part.content, other[3], "the reference reads the same content");
  }
}

void CheckContent(std::string_view input) {
  const std::string_view head = input.substr(0, input.find('\n'));
  const std::string_view body = input.substr(std::min(head.size() + 1, input.size()));
  if (head.starts_with('=')) {
    CheckMultipart(std::string(body), std::string(head.substr(1)));
  } else if (head.starts_with('?')) {
    CheckForm(body, ReadPaths(head.substr(1)));
  } else {
    CheckJson(body, ReadPaths(head));
  }
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onceonly::fuzz::CheckContent({reinterpret_cast<const char*>(data), size});
  return 0;
}
