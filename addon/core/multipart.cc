#include "core/multipart.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"

namespace onceonly::core {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kBlank = " \t";
constexpr size_t kMaxBoundary = 70;

bool TakePrefix(std::string_view& text, std::string_view prefix) noexcept {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view TrimLeft(std::string_view text) noexcept {
  return text.substr(std::min(text.find_first_not_of(kBlank), text.size()));
}

std::string_view Trim(std::string_view text) noexcept {
  return TrimLeft(text.substr(0, text.find_last_not_of(kBlank) + 1));
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) noexcept {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return LowerCase(a) == b; });
}

std::string_view* MemberFor(std::string_view name, FormPart& part) noexcept {
  if (EqualsIgnoringCase(name, "content-disposition")) return &part.disposition;
  if (EqualsIgnoringCase(name, "content-type")) return &part.type;
  if (EqualsIgnoringCase(name, "content-transfer-encoding")) return &part.transfer_encoding;
  return nullptr;
}

bool ReadHeader(std::string_view line, FormPart& part) noexcept {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  std::string_view* const member = MemberFor(line.substr(0, colon), part);
  if (member == nullptr) return true;
  if (!member->empty()) return false;
  *member = Trim(line.substr(colon + 1));
  return true;
}

// The bytes between two delimiters: the end of the first one's line, header lines, an empty line
// and the content.
std::optional<FormPart> ReadPart(std::string_view text) noexcept {
  text = TrimLeft(text);
  if (!TakePrefix(text, kLineEnd)) return std::nullopt;
  FormPart part;
  for (;;) {
    const size_t end = text.find(kLineEnd);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + kLineEnd.size());
    if (line.empty()) break;
    if (!ReadHeader(line, part)) return std::nullopt;
  }
  part.content = text;
  return part.disposition.empty() ? std::nullopt : std::optional(part);
}

// Up to the first delimiter, which begins the body or a line of it, and without it.
std::optional<std::string_view> TakePreamble(std::string_view& body, std::string_view delimiter) {
  const std::string_view first = delimiter.substr(kLineEnd.size());
  if (TakePrefix(body, first)) return std::string_view();
  const size_t end = body.find(delimiter);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view preamble = body.substr(0, end);
  body.remove_prefix(end + delimiter.size());
  return preamble;
}

}  // namespace

std::optional<FormParts> SplitMultipart(std::string_view body, std::string_view boundary) {
  if (boundary.empty() || boundary.size() > kMaxBoundary) return std::nullopt;
  const std::string delimiter = std::string("\r\n--").append(boundary);
  const std::optional<std::string_view> preamble = TakePreamble(body, delimiter);
  if (!preamble) return std::nullopt;
  FormParts form{*preamble, {}, {}};
  while (!TakePrefix(body, "--")) {
    const size_t end = body.find(delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    const std::optional<FormPart> part = ReadPart(body.substr(0, end));
    if (!part) return std::nullopt;
    form.parts.push_back(*part);
    body.remove_prefix(end + delimiter.size());
  }
  form.epilogue = TrimLeft(body);
  if (!form.epilogue.empty() && !TakePrefix(form.epilogue, kLineEnd)) return std::nullopt;
  return form;
}

}  // namespace onceonly::core
