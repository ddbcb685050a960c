// The value of an Idempotency-Key header against the grammar of RFC 8941, and a key quoted anew
// against itself.
#include <optional>
#include <string>

#include "core/key_syntax.h"
#include "require.h"

namespace onceonly::fuzz {
namespace {

using core::ParsedKey;

// Loses a backslash at the end of a quoted key that also holds a quote.
[[maybe_unused]] void PlantBug(ParsedKey& parsed) {
  if (!parsed.quoted || parsed.key.size() < 3) return;
  if (!parsed.key.ends_with('\\')) return;
  if (parsed.key.find('"') != std::string::npos) parsed.key.pop_back();
}

Result<ParsedKey> Parse(std::string_view header) {
  Result<ParsedKey> parsed = core::ParseKey(header);
  if constexpr (kBugIsPlanted) {
    if (parsed.ok()) PlantBug(parsed.value());
  }
  return parsed;
}

// *( %x20-21 / %x23-5B / %x5D-7E / "\" ( DQUOTE / "\" ) ), from the right grammar of RFC 8941
// section 3.3.3: what is between the outer quotes.
std::optional<std::string> UnquotedByReference(std::string_view inside) {
  std::string key;
  while (!inside.empty()) {
    const bool is_escape = inside.starts_with("\\\\") || inside.starts_with("\\\"");
    const char c = inside[is_escape ? 1 : 0];
    if (!is_escape && (c < 0x20 || c > 0x7e || c == '"' || c == '\\')) return std::nullopt;
    key += c;
    inside.remove_prefix(is_escape ? 2 : 1);
  }
  return key;
}

std::optional<std::string> BareByReference(std::string_view text) {
  for (const char c : text) {
    if (c < 0x21 || c > 0x7e || c == '"' || c == ',' || c == ';') return std::nullopt;
  }
  return std::string(text);
}

std::optional<std::string> KeyByReference(std::string_view header) {
  while (header.starts_with(' ') || header.starts_with('\t')) header.remove_prefix(1);
  while (header.ends_with(' ') || header.ends_with('\t')) header.remove_suffix(1);
  const bool is_quoted = header.size() >= 2 && header.starts_with('"') && header.ends_with('"');
  const auto key = is_quoted ? UnquotedByReference(header.substr(1, header.size() - 2))
                             : BareByReference(header);
  return key && !key->empty() && key->size() <= 255 ? key : std::nullopt;
}

std::string Quote(std::string_view key) {
  std::string quoted = " \"";
  for (const char c : key) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"\t";
}

void CheckKey(std::string_view header) {
  const Result<ParsedKey> parsed = Parse(header);
  const std::optional<std::string> expected = KeyByReference(header);
  Require(parsed.ok() == expected.has_value(), "the reference accepts the same headers");
  if (!parsed.ok()) {
    Require(parsed.status().code() == StatusCode::kInvalidKey, "the only error is the key");
    return;
  }
  const std::string& key = parsed.value().key;
  RequireEqual(key, *expected, "the reference reads the same key");
  Require(parsed.value().quoted == (header.find('"') != header.npos), "quotes are seen");
  const Result<ParsedKey> quoted = core::ParseKey(Quote(key));
  Require(quoted.ok() && quoted.value().quoted, "a key can be quoted");
  RequireEqual(quoted.value().key, key, "a quoted key is the same key");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onceonly::fuzz::CheckKey({reinterpret_cast<const char*>(data), size});
  return 0;
}
