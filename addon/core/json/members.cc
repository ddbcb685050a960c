#include "core/json/members.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/ascii.h"
#include "core/json/escape.h"

namespace onceonly::core {
namespace {

// Reads the UTF-16 code units of a string from its canonical text.
class CodeUnits {
 public:
  explicit CodeUnits(std::string_view text) noexcept : text_(text) {}

  bool AtEnd() const noexcept { return low_ == 0 && next_ == text_.size(); }

  uint32_t Next() noexcept {
    if (low_ != 0) return std::exchange(low_, 0);
    if (text_[next_] == '\\') return Escape();
    const uint32_t code_point = CodePoint();
    if (code_point < 0x10000) return code_point;
    low_ = 0xdc00 + (code_point & 0x3ff);
    return 0xd7c0 + (code_point >> 10);
  }

 private:
  uint32_t Escape() noexcept {
    const char letter = text_[next_ + 1];
    next_ += 2;
    return letter == 'u' ? Hex4() : static_cast<uint8_t>(CharacterOfEscape(letter));
  }

  uint32_t Hex4() noexcept {
    uint32_t unit = 0;
    for (int i = 0; i < 4; ++i) unit = unit * 16 + static_cast<uint32_t>(HexValue(text_[next_++]));
    return unit;
  }

  uint32_t CodePoint() noexcept {
    const auto lead = static_cast<uint8_t>(text_[next_++]);
    if (lead < 0x80) return lead;
    const int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    uint32_t code_point = lead & (0x3f >> more);
    for (int i = 0; i < more; ++i) code_point = (code_point << 6) | (text_[next_++] & 0x3f);
    return code_point;
  }

  std::string_view text_;
  size_t next_ = 0;
  uint32_t low_ = 0;
};

int CompareCodeUnits(std::string_view a, std::string_view b) noexcept {
  CodeUnits units_a(a);
  CodeUnits units_b(b);
  while (!units_a.AtEnd() && !units_b.AtEnd()) {
    const uint32_t unit_a = units_a.Next();
    const uint32_t unit_b = units_b.Next();
    if (unit_a != unit_b) return unit_a < unit_b ? -1 : 1;
  }
  return static_cast<int>(units_b.AtEnd()) - static_cast<int>(units_a.AtEnd());
}

size_t CommonPrefix(std::string_view a, std::string_view b) noexcept {
  const size_t size = std::min(a.size(), b.size());
  size_t i = 0;
  while (i + 8 <= size && std::memcmp(a.data() + i, b.data() + i, 8) == 0) i += 8;
  while (i < size && a[i] == b[i]) ++i;
  return i;
}

// Where the code units of a sequence that begins with `lead` sort. UTF-8 sorts as UTF-16 does but
// for one thing: characters beyond U+FFFF (lead F0 to F4) come before U+E000 to U+FFFF (lead EE and
// EF), since they are surrogates.
int Rank(char lead) noexcept {
  const auto byte = static_cast<uint8_t>(lead);
  return byte == 0xee || byte == 0xef ? byte + 0x10 : byte;
}

int CompareUtf8(std::string_view a, std::string_view b) noexcept {
  const size_t i = CommonPrefix(a, b);
  if (i == a.size() || i == b.size()) {
    return static_cast<int>(i == b.size()) - static_cast<int>(i == a.size());
  }
  return Rank(a[i]) - Rank(b[i]);
}

}  // namespace

int CompareNames(const JsonName& a, const JsonName& b) noexcept {
  if (a.may_hold_escapes || b.may_hold_escapes) return CompareCodeUnits(a.text, b.text);
  return CompareUtf8(a.text, b.text);
}

}  // namespace onceonly::core
