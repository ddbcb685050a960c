#include "core/key_syntax.h"

#include <algorithm>

namespace onceonly::core {
namespace {

constexpr std::string_view kWhiteSpace = " \t";

bool IsPrintable(char byte) noexcept { return byte >= 0x20 && byte <= 0x7e; }

bool IsBare(char byte) noexcept {
  return IsPrintable(byte) && byte != ' ' && byte != ',' && byte != ';' && byte != '"';
}

bool HasKeyLength(std::string_view key) noexcept {
  return !key.empty() && key.size() <= kMaxKeyLength;
}

// `text` begins with a quote and ends where the header value does. RFC 8941 section 4.2.5.
Result<ParsedKey> ParseQuoted(std::string_view text) {
  std::string key;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      const bool ends_here = i + 1 == text.size();
      if (!ends_here || !HasKeyLength(key)) return StatusCode::kInvalidKey;
      return ParsedKey{std::move(key), true};
    }
    if (text[i] == '\\') {
      ++i;
      if (i == text.size() || (text[i] != '"' && text[i] != '\\')) return StatusCode::kInvalidKey;
    }
    if (!IsPrintable(text[i])) return StatusCode::kInvalidKey;
    key.push_back(text[i]);
  }
  return StatusCode::kInvalidKey;
}

}  // namespace

Result<ParsedKey> ParseKey(std::string_view header) {
  const size_t begin = header.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return StatusCode::kInvalidKey;
  const size_t end = header.find_last_not_of(kWhiteSpace) + 1;
  const std::string_view text = header.substr(begin, end - begin);
  if (text.front() == '"') return ParseQuoted(text);
  if (!HasKeyLength(text) || !std::all_of(text.begin(), text.end(), IsBare)) {
    return StatusCode::kInvalidKey;
  }
  return ParsedKey{std::string(text), false};
}

}  // namespace onceonly::core
